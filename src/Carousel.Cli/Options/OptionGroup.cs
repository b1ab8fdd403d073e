using System.CommandLine;

namespace Carousel.Cli.Options;

/// <summary>Options that belong together, under one title in the help.</summary>
/// <param name="Title">The title.</param>
/// <param name="Options">The options in the order in which they are shown.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
