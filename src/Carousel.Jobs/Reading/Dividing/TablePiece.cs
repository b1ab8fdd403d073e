namespace Carousel.Jobs.Reading.Dividing;

/// <summary>The rows of one series or group of a table, in a file of their own.</summary>
/// <param name="Key">What the series or group is called in the table.</param>
/// <param name="Name">A name for files, alone of its kind in the table.</param>
/// <param name="Path">The file.</param>
internal sealed record TablePiece(string Key, string Name, string Path);
