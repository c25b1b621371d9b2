// Segment's Typewriter reports each run to its makers. Here it is answered at once, and nothing is sent.
globalThis.fetch = async () => new Response("{}");
