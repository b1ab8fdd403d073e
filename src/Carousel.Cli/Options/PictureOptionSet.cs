using System.CommandLine;
using Carousel.Captioning;
using Carousel.Cli.Errors;
using Carousel.Jobs;

namespace Carousel.Cli.Options;

/// <summary>Where the pictures are that a table names, for verbs that apply a model.</summary>
internal sealed class PictureOptionSet
{
    /// <summary>The option, for a group of a verb.</summary>
    public Option<string?> Pictures { get; } = OptionKinds.Text(
        "--pictures", "folder", "For captions: folder of the pictures that a table names. Default: the table's.");

    /// <summary>Tells a model of captions where its pictures are.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="UsageException">The option is given for another model.</exception>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        if (result.GetValue(Pictures) is { } folder)
        {
            (model as Captioner ?? throw new UsageException(
                $"--pictures is only for caption models; {file} is a model for '{model.Task}'.")).Pictures = folder;
        }
    }
}
