namespace Carousel.Studio.Messages;

/// <summary>What runs here.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Folder">Where the studio keeps what it has.</param>
/// <param name="Processors">Of the machine.</param>
/// <param name="MemoryBytes">That the program may use.</param>
/// <param name="MostBytes">Of an upload.</param>
internal sealed record About(string Version, string Folder, int Processors, long MemoryBytes, long MostBytes);
