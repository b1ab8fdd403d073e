using Carousel.Studio.Messages;

namespace Carousel.Mcp;

/// <summary>The folders whose files an agent may use. Links are followed before a path is compared.</summary>
internal sealed class AllowedFolders
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long MostBytes = 512L << 20;

    private const int MostLetters = 4096;
    private const int MostLinks = 40;

    private readonly string[] _folders;

    /// <summary>Opens the folders.</summary>
    /// <param name="folders">Their paths, one at least.</param>
    /// <exception cref="RefusalException">One does not exist.</exception>
    public AllowedFolders(IReadOnlyList<string> folders) =>
        _folders = [.. folders.Select(folder => Directory.Exists(folder)
            ? RealPath(Path.GetFullPath(folder))
            : throw new RefusalException(404, $"{folder} is not a folder."))];

    /// <summary>All folders, absolute.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _folders);

    /// <summary>The file that an agent names.</summary>
    /// <param name="path">A path, absolute or from one of the folders.</param>
    /// <returns>Its absolute path without links.</returns>
    /// <exception cref="RefusalException">It is outside the folders, does not exist or is too large.</exception>
    public string File(string path)
    {
        string file = Inside(path);
        if (!System.IO.File.Exists(file))
        {
            throw new RefusalException(
                404,
                Directory.Exists(file)
                    ? $"{path} is a folder."
                    : $"{path} does not exist; list_files names the files.");
        }

        return new FileInfo(file).Length is > MostBytes and var bytes
            ? throw new RefusalException(
                413, $"{path} has {bytes >> 20} MB; files of up to {MostBytes >> 20} MB are read.")
            : file;
    }

    /// <summary>A file or folder inside, which need not exist.</summary>
    /// <inheritdoc cref="File"/>
    public string Inside(string path)
    {
        if (path.Length is 0 or > MostLetters || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new RefusalException(400, "A path has 1 to 4,096 characters, none of them NUL.");
        }

        // A path on another drive or machine is refused before it is looked at. A relative path is meant in the first
        // folder that has it.
        string[] places =
        [
            .. _folders.Select(folder => (Folder: folder, Path: Path.GetFullPath(path, folder)))
                .Where(p => string.Equals(Path.GetPathRoot(p.Path), Path.GetPathRoot(p.Folder), PathComparison))
                .Select(p => RealPath(p.Path)).Where(place => Array.Exists(_folders, folder => IsIn(place, folder))),
        ];
        return Array.Find(places, Path.Exists) ?? places.FirstOrDefault()
            ?? throw new RefusalException(403, $"{path} is not in a folder that is allowed: {this}.");
    }

    private static bool IsIn(string path, string folder) => string.Equals(path, folder, PathComparison)
        || path.StartsWith(
            Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, PathComparison);

    private static StringComparison PathComparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>An absolute path with every link replaced by its target.</summary>
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[real.Length..]).Reverse());
        for (int links = 0; rest.TryPop(out string? part);)
        {
            string next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new RefusalException(403, $"{path} is a link that leads to itself.");
            }

            string root = Path.GetPathRoot(target)!;
            real = root.Length > 0 ? root : real;
            foreach (string piece in Parts(target[root.Length..]).Reverse())
            {
                rest.Push(piece);
            }
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part != ".");
}
