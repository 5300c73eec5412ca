import Commands

await startBunsen()
