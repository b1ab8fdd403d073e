namespace Carousel.Architecture.Tests;

/// <summary>
/// A file of the repository: its path from the root, with slashes, and its text with single line feeds.
/// </summary>
internal sealed record SourceFile(string Path)
{
    private string? _text;

    public string Text
    {
        get => _text ??= File.ReadAllText(FullPath).ReplaceLineEndings("\n");
        init => _text = value;
    }

    public string FullPath => System.IO.Path.Combine(Repository.Root, Path);

    public string Name => System.IO.Path.GetFileName(Path);
}
