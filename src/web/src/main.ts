import './styles/base.css';
import { mount } from 'svelte';
import { router } from '$lib/router/router.svelte';
import App from './App.svelte';

router.start();
const target = document.getElementById('app');
if (target) mount(App, { target });
