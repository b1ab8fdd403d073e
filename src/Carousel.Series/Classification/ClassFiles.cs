using Carousel.Data;

namespace Carousel.Classification;

/// <summary>Reads files of sequences with classes.</summary>
internal static class ClassFiles
{
    /// <summary>
    /// Reads a file: <c>.ts</c>, a table of one text, one step or one WAV file a row; a WAV file; or a folder of WAV
    /// files or of tables.
    /// </summary>
    /// <param name="path">The file; a table may be packed with gzip.</param>
    /// <param name="options">What its columns mean; null finds out.</param>
    /// <returns>The sequences.</returns>
    /// <exception cref="DataFormatException">It is not there or can't be read.</exception>
    public static ClassData Read(string path, ClassReadOptions? options = null)
    {
        options ??= new ClassReadOptions();
        return SoundFolder.IsSound(path)
            ? ClassReader.Checked(SoundFolder.Read(path, options), options)
            : ClassReader.Read(path, options);
    }
}
