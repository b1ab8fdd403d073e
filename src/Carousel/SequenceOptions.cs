using Carousel.Training;

namespace Carousel;

/// <summary>How a <see cref="SequenceModel"/> is built and trained. The defaults are a good first try.</summary>
/// <remarks>
/// A number out of its range throws when it is set, and names the range. Weights and losses are checked when the
/// training begins.
/// </remarks>
public sealed record SequenceOptions
{
    /// <summary>The recurrent cell.</summary>
    public CellKind Cell { get => GivenCell ?? CellKind.Lstm; init => GivenCell = value; }

    /// <summary>Units of each recurrent layer, in each direction.</summary>
    public int Hidden { get => GivenHidden ?? 32; init => GivenHidden = Settings.AtLeast(1, value); }

    /// <summary>Recurrent layers on top of each other.</summary>
    public int Layers { get => GivenLayers ?? 1; init => GivenLayers = Settings.AtLeast(1, value); }

    /// <summary>
    /// Whether sequences are read in both directions. More is known at each step then, but the model can't stream.
    /// </summary>
    public bool Bidirectional { get; init; }

    /// <summary>The share of units set to 0 in training, after each recurrent layer: 0 or more and below 1.</summary>
    public float Dropout { get; init => field = (float)Settings.Share(value); }

    /// <summary>Most passes over the training part.</summary>
    public int Epochs { get; init => field = Settings.AtLeast(1, value); } = 100;

    /// <summary>The learning rate, above 0.</summary>
    public double LearningRate { get; init => field = Settings.Positive(value); } = 0.003;

    /// <summary>Sequences of a step of the training.</summary>
    public int BatchSize { get; init => field = Settings.AtLeast(1, value); } = 32;

    /// <summary>
    /// The loss to minimize; null for squared errors of numbers and the cross-entropy of classes. Numbers also take
    /// <see cref="Training.Loss.Absolute"/> and <see cref="Training.Loss.Huber"/>.
    /// </summary>
    public Loss? Loss { get; init; }

    /// <summary>The rule that changes the weights.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>How the learning rate changes.</summary>
    public Schedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>Largest global norm of the gradient: a longer one is shrunk to it. 0 for none.</summary>
    public double ClipNorm { get; init => field = Settings.ZeroOrMore(value); } = 1;

    /// <summary>
    /// The weight of each sequence in the loss, 0 or more, in the order of the sequences; empty for equal weights.
    /// Only their ratios matter.
    /// </summary>
    public IReadOnlyList<float> Weights { get; init; } = [];

    /// <summary>
    /// A trained model whose weights the training begins with. The new model has its network, scales, classes and
    /// names; another <see cref="Cell"/>, <see cref="Hidden"/> or <see cref="Layers"/> is refused. The trained model is
    /// not changed.
    /// </summary>
    public SequenceModel? Start { get; init; }

    /// <summary>Null unless it was set, as the next two.</summary>
    internal CellKind? GivenCell { get; private init; }

    internal int? GivenHidden { get; private init; }

    internal int? GivenLayers { get; private init; }

    /// <summary>
    /// The seed determines the first weights, the order of the sequences and the dropped units. One seed gives the same
    /// bits on any number of threads.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The share of the sequences, drawn by the seed, that says when the model is best and is not trained on: 0 or more
    /// and below 1.
    /// </summary>
    public double ValidationShare { get; init => field = Settings.Share(value); } = 0.1;

    /// <summary>The validation set; null to take <see cref="ValidationShare"/> of the sequences.</summary>
    public (SequenceInputs Inputs, SequenceTargets Targets)? Validation { get; init; }

    /// <summary>Epochs without a better validation score before the training stops; 0 for never.</summary>
    public int Patience { get; init => field = Settings.AtLeast(0, value); } = 10;

    /// <summary>
    /// Whether numeric inputs and targets are standardised inside to mean 0 and deviation 1 of the training set.
    /// The scales are kept in the model: its inputs and outputs have the units of the data.
    /// </summary>
    public bool Standardize { get; init; } = true;

    /// <summary>How many threads compute; 0 for as many as the machine has processors. The result does not
    /// depend on it.</summary>
    public int Threads { get; init => field = Settings.AtLeast(0, value); }

    /// <summary>Names of the features, for the command line and exports; empty for <c>input1</c> and so on.</summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];

    /// <summary>Names of the answer's numbers, if they are not classes; empty for <c>output1</c> and so on.</summary>
    public IReadOnlyList<string> OutputNames { get; init; } = [];
}
