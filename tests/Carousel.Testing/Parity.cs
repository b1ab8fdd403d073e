namespace Carousel.Testing;

/// <summary>Files under tests/parity that other programs wrote; see the README there.</summary>
public static class Parity
{
    /// <summary>A file.</summary>
    /// <param name="name">Its path under tests/parity, such as <c>pytorch/states/lstm-1.pth</c>.</param>
    public static string File(string name) =>
        Path.Combine([Path.GetDirectoryName(Golden.Folder())!, .. name.Split('/')]);

    /// <summary>The files of a folder, by name.</summary>
    /// <param name="name">Its path under tests/parity.</param>
    public static string[] Files(string name) => [.. Directory.GetFiles(File(name)).Order(StringComparer.Ordinal)];
}
