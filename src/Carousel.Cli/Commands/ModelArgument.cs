using System.CommandLine;

namespace Carousel.Cli.Commands;

/// <summary>The files that verbs take which use a model.</summary>
internal static class ModelArgument
{
    public static Argument<string> Model() => new("MODEL") { Description = "A model that 'carousel forecast' wrote, model.safetensors." };

    public static Argument<string> Data() => new("DATA") { Description = "A CSV file with the columns that the model was trained on." };
}
