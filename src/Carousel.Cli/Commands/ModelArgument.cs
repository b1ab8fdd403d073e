using System.CommandLine;

namespace Carousel.Cli.Commands;

/// <summary>The files that verbs take which use a model.</summary>
internal static class ModelArgument
{
    public static Argument<string> Model() =>
        new("MODEL") { Description = "A trained model, model.safetensors." };

    public static Argument<string> Data() =>
        new("DATA")
        {
            Description = "A file like the training data: for a forecast, a CSV file with its columns.",
        };
}
