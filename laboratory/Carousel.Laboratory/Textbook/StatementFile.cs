namespace Carousel.Laboratory.Textbook;

/// <summary>A file that a statement is put to the test on.</summary>
/// <param name="Name">Its name in the folder of data.</param>
/// <param name="Source">What it is and where it is to be had, in a clause.</param>
internal sealed record StatementFile(string Name, string Source)
{
    /// <summary>Where it lies.</summary>
    /// <param name="folder">The folder of data.</param>
    public string In(string folder) => Path.Combine(folder, Name);
}
