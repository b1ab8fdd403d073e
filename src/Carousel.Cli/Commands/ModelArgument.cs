using System.CommandLine;

namespace Carousel.Cli.Commands;

/// <summary>The files that verbs take which use a model.</summary>
internal static class ModelArgument
{
    public static Argument<string> Model() =>
        new("MODEL") { Description = "A model that a job wrote, model.safetensors." };

    public static Argument<string> Data() =>
        new("DATA")
        {
            Description = "A file as the model was trained on: for a forecast, a CSV file with its columns.",
        };
}
