using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Files that a table names: they must be in its folder or below, so that a table from elsewhere reads nothing else of
/// the machine.
/// </summary>
internal static class FolderFile
{
    /// <summary>The path of a named file, which need not be there.</summary>
    /// <param name="folder">The folder that names start from; empty for the working folder.</param>
    /// <param name="name">The name in the table; its parts are divided by <c>/</c>.</param>
    /// <param name="table">How messages call the table.</param>
    /// <param name="line">The line of the name.</param>
    /// <param name="cell">The cell of the name; 0 for the whole line.</param>
    /// <returns>The path.</returns>
    /// <exception cref="DataFormatException">The name leads out of the folder.</exception>
    public static string Within(string folder, string name, string table, long line, int cell) =>
        Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..")
            ? throw new DataFormatException(
                table, line, cell,
                $"'{name}' leads out of {(folder.Length == 0 ? "the working folder" : folder)}. Names are relative to "
                + "it and stay inside it: write the name without '..' and without a leading '/'.")
            : Path.Combine(folder, name);
}
