using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Chat;

/// <summary>How a model of dialogues is made.</summary>
[RefusedOptions(nameof(FitOptions.Cell))]
public sealed record ChatOptions : DividedOptions
{
    /// <summary>How many questions before the last one the model reads, with their answers.</summary>
    [OptionGroup("Answering")]
    [Option("Number of earlier questions, with their answers, that the model reads.", Least = 0, Most = 20)]
    public int History { get; init => field = Checked(value); } = 3;
}
