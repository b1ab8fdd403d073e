using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Files of any kind; one that is not there or can't be read is named in a sentence.</summary>
internal static class InputFile
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">What it is read as.</typeparam>
    /// <param name="path">Where it is.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="DataFormatException">It does not exist, is a folder, or can't be read.</exception>
    public static T Read<T>(string path, Func<T> read)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException(
                Directory.Exists(path)
                    ? $"{path} is a folder, not a file. Pass a file."
                    : $"{path} does not exist.{Suggest(path)}");
        }

        try
        {
            return read();
        }
        catch (UnauthorizedAccessException caught)
        {
            throw new DataFormatException($"{path} cannot be read: permission denied. Check who may read it.", caught);
        }
        catch (IOException caught)
        {
            throw new DataFormatException($"{path} cannot be read: {caught.Message}", caught);
        }
    }

    private static string Suggest(string path)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (!Directory.Exists(folder))
        {
            return $" Nor does the folder {folder}.";
        }

        return NearestName.Find(
            Path.GetFileName(path),
            Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)) is { } near
            ? $" Did you mean '{near}'?" : " Check the path.";
    }
}
