namespace Carousel.Studio.Messages;

/// <summary>Data that are asked for.</summary>
/// <param name="Sample">A bundled file.</param>
/// <param name="Folder">The name of a folder whose files follow.</param>
internal sealed record NewData(string? Sample, string? Folder);

/// <summary>A file that an option of a run names.</summary>
/// <param name="Path">Its path inside the folder of the data set.</param>
internal sealed record ChosenFile(string Path);
