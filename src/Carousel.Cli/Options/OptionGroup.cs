using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Jobs;

namespace Carousel.Cli.Options;

/// <summary>Options that belong together, under one title in the help.</summary>
/// <param name="Title">The title.</param>
/// <param name="Options">The options in the order in which they are shown.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options)
{
    /// <summary>Requires a forecaster where one of the options is given.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="UsageException">The model is of another kind.</exception>
    public void RequireForecaster(ParseResult result, IJobModel model, string file)
    {
        if (result.FirstGiven(Options) is { } option && !model.TakesRowChoices)
        {
            throw new UsageException($"{option} is only for forecast models; {file} is a model for '{model.Task}'.");
        }
    }
}
