namespace Carousel.Cli.Commands;

/// <summary>A verb that trains, in words.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Data">What its file is called.</param>
/// <param name="About">What the file holds, and what there is without it.</param>
/// <param name="Sample">The data that are taken without a file.</param>
/// <param name="Example">A command line that works.</param>
internal sealed record JobVerb(string Name, string Summary, string Data, string About, string Sample, string Example)
{
    /// <summary>What <c>tune</c> searches where nobody says anything; null for what it does by itself.</summary>
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>Whether its data may name other files, such as recordings, next to them.</summary>
    public bool NamesFiles { get; init; }
}
