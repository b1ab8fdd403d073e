namespace Carousel.Cli.Tests.Documentation;

/// <summary>A file of options that makes published figures.</summary>
/// <param name="Path">From the root of the repository, such as <c>recipes/taxis.rsp</c>.</param>
internal sealed record Recipe(string Path)
{
    private const string Begin = "@recipes/";

    public static IEnumerable<Recipe> All =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Folder, "recipes"), "*.rsp")
            .Select(file => new Recipe(System.IO.Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/')))
            .OrderBy(recipe => recipe.Path, StringComparer.Ordinal);

    public string[] Lines => File.ReadAllLines(System.IO.Path.Combine(Repository.Folder, Path));

    /// <summary>The words of the command that its second line says.</summary>
    public string[] Words =>
        DocumentedCommand.Own(Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1));

    /// <summary>A word of a command, the name of a recipe made one that is found from anywhere.</summary>
    public static string InRepository(string word) => word.StartsWith(Begin, StringComparison.Ordinal)
        ? "@" + System.IO.Path.Combine(Repository.Folder, word[1..])
        : word;
}
