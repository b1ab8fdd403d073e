using Carousel.Pictures;

namespace Carousel.Captioning;

/// <summary>A picture and its sentences.</summary>
/// <param name="Name">Its file as the table names it.</param>
/// <param name="Path">Where the file is.</param>
/// <param name="Group">Pictures of one group stay in one part; the name where the table has no groups.</param>
/// <param name="Sentences">Its sentences, one or more; none for a picture to be described.</param>
internal sealed record CaptionedPicture(string Name, string Path, string Group, IReadOnlyList<string> Sentences)
{
    /// <summary>The picture itself, where it was made and is in no file.</summary>
    internal Picture? Made { get; init; }

    /// <summary>Reads the picture.</summary>
    /// <returns>The picture.</returns>
    /// <exception cref="Data.DataFormatException">It can't be read.</exception>
    internal Picture Read() => Made ?? PictureFile.Read(Path);
}
