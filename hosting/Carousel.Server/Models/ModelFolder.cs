using Carousel.Jobs;

namespace Carousel.Server.Models;

/// <summary>The files of a watched folder that may be models.</summary>
/// <remarks>A program that may write into the folder must not be able to stop the server: reading a FIFO or an endless
/// device would block without end.</remarks>
internal static class ModelFolder
{
    private const string Extension = ".safetensors";

    /// <summary>A model has fewer bytes: it is read as a whole.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>The files, with the names under which they are served.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<(string Name, string File)> Files(string folder)
    {
        string? own = JobResult.FileThatAnswers(folder);
        if (own is not null)
        {
            yield return (new DirectoryInfo(folder).Name, own);
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is var name && name != JobResult.ModelName
                && (own is null || name != JobResult.LatestName))
            {
                yield return (Path.GetFileNameWithoutExtension(file), file);
            }
        }

        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (JobResult.FileThatAnswers(inner) is { } file)
            {
                yield return (Path.GetFileName(inner), file);
            }
        }
    }

    /// <summary>The file itself where a name is a link to it.</summary>
    /// <param name="file">The name.</param>
    /// <exception cref="IOException">The link goes nowhere, or in a circle.</exception>
    public static FileInfo Target(string file)
    {
        var info = new FileInfo(file);
        return info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file, no link.</param>
    /// <returns>All its bytes.</returns>
    /// <exception cref="IOException">It is not a regular file, too long, or can't be read.</exception>
    public static byte[] Read(FileInfo file)
    {
        // A FIFO, a device and a file without an end have the length 0. They are never opened: even opening may block.
        if (!file.Exists || file.Length == 0)
        {
            throw new IOException("it is empty, or not a regular file.");
        }

        if (file.Length > MostBytes)
        {
            throw new IOException($"it has more than {MostBytes >> 20} MiB.");
        }

        using var stream = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] bytes = new byte[file.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
