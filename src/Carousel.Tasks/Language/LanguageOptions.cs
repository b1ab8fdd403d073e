using Carousel.Tasks.Fitting;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>What a language model is asked to be. Null leaves the choice to the text.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record LanguageOptions
{
    /// <summary>How the model is made and trained. <see cref="FitOptions.Dropout"/> is between layers and after the last; <see cref="FitOptions.Batch"/> counts streams.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>What the text is cut into; null for residues of FASTA and characters of everything else.</summary>
    public UnitKind? Units { get; init; }

    /// <summary>How many byte-pair pieces there are to be, 257 … 65,536.</summary>
    public int Pieces { get; init => field = OptionException.Within<int>(value, 257, 65536, "--pieces")!.Value; } = 1024;

    /// <summary>Words seen less often in the training part are the unknown word, 1 or more.</summary>
    public int LeastCount { get; init => field = OptionException.Within<int>(value, 1, 1_000_000, "--least-count")!.Value; } = 2;

    /// <summary>Most words in the vocabulary, 2 … 1,000,000.</summary>
    public int MostWords { get; init => field = OptionException.Within<int>(value, 2, 1_000_000, "--most-words")!.Value; } = 50_000;

    /// <summary>Units between the places where back-propagation ends, 1 … 4096.</summary>
    public int? Length { get; init => field = OptionException.Within(value, 1, 4096, "--length"); }

    /// <summary>Values of a unit's row in the table, 1 … 4096.</summary>
    public int? Embedding { get; init => field = OptionException.Within(value, 1, 4096, "--embedding"); }

    /// <summary>Whether the last map has the table's rows as its weights.</summary>
    public bool? Tied { get; init; }

    /// <summary>Share of the table's values dropped before the first layer, 0 … 0.95.</summary>
    public double? InputDropout { get; init => field = OptionException.Within(value, 0, 0.95, "--input-dropout"); }

    /// <summary>Share of the last layer's values dropped, 0 … 0.95; that of <see cref="FitOptions.Dropout"/> if not given.</summary>
    public double? OutputDropout { get; init => field = OptionException.Within(value, 0, 0.95, "--output-dropout"); }

    /// <summary>Whether what is dropped is dropped for all steps of a batch (variational dropout).</summary>
    public bool? Locked { get; init; }

    /// <summary>Share of recurrent weights dropped for a batch, 0 … 0.95.</summary>
    public double? WeightDrop { get; init => field = OptionException.Within(value, 0, 0.95, "--weight-drop"); }

    /// <summary>Decay of weight matrices a step, times the step size, 0 … 10; AdamW alone has it.</summary>
    public double? WeightDecay { get; init => field = OptionException.Within(value, 0, 10, "--weight-decay"); }

    /// <summary>The epoch from which parameters are averaged over the steps, 1 or more; null for never.</summary>
    public int? AverageFrom { get; init => field = OptionException.Within(value, 1, 100_000, "--average-from"); }

    /// <summary>How much of the averages a step keeps in the long run, 0 … 1; 1 is the plain mean of all steps.</summary>
    public double AverageDecay { get; init => field = OptionException.Within<double>(value, 0, 1, "--average-decay")!.Value; } = 1;

    /// <summary>Share of the text, at its end, that measures the model, 0.001 … 0.5.</summary>
    public double Test { get; init => field = OptionException.Within<double>(value, 0.001, 0.5, "--test-share")!.Value; } = 0.1;

    /// <summary>Share of the text before the test part by which the best epoch is chosen, 0 … 0.5; 0 keeps the last epoch.</summary>
    public double Validation { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--validation-share")!.Value; } = 0.05;

    /// <summary>What the samples begin with; null for the end of a line.</summary>
    public string? Prime { get; init; }

    /// <summary>Units of the sample after each epoch, 0 … 100,000; 0 for none.</summary>
    public int Sample { get; init => field = OptionException.Within<int>(value, 0, 100_000, "--sample")!.Value; } = 160;
}
