namespace Carousel.Cli.Tests;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Carousel.slnx")))
        {
            at = Path.GetDirectoryName(at);
        }

        return at ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
