namespace Carousel.Site;

/// <summary>The files of the site by their paths, with slashes, from its root.</summary>
internal sealed class SiteFiles
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>All paths.</summary>
    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>A text file, or null where there is none.</summary>
    public string? Text(string path) =>
        _files.TryGetValue(path, out byte[]? bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Whether there is such a file.</summary>
    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Adds a text file.</summary>
    public void Add(string path, string text) => Add(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a file.</summary>
    /// <exception cref="InvalidOperationException">Two files have one path.</exception>
    public void Add(string path, byte[] bytes)
    {
        if (!_files.TryAdd(path, bytes))
        {
            throw new InvalidOperationException($"Two pages of the site would be {path}.");
        }
    }

    /// <summary>Writes all files below a folder.</summary>
    public void Write(string folder)
    {
        foreach ((string path, byte[] bytes) in _files)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
    }
}
