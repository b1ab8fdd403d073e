using System.Text.Json.Serialization;

namespace Carousel.Jobs.Fitting;

/// <summary>Recurrent layers on top of each other: what a job's network is made of. Kept in the model file.</summary>
/// <param name="Cell">Which recurrent cell.</param>
/// <param name="Layers">Recurrent layers on top of each other.</param>
/// <param name="Hidden">Units of a layer, of each direction where there are two.</param>
/// <param name="Dropout">Share of values dropped between layers while training.</param>
/// <param name="ForgetBias">Initial bias of forget gates.</param>
/// <param name="Initializer">Initial weights.</param>
internal sealed record CellDesign(
    CellKind Cell, int Layers, int Hidden, double Dropout, double ForgetBias,
    [property: JsonPropertyName("initialiser")] InitializerKind Initializer)
{
    /// <summary>Whether each layer reads the sequence in both directions.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Share of the recurrent weights of an LSTM dropped for a training step; other cells have none.</summary>
    public double WeightDrop { get; init; }

    /// <summary>The lag that gate biases begin for, where <see cref="Initializer"/> is chrono.</summary>
    public int ExpectedLag { get; init; } = 100;

    /// <summary>Values of a step's output: 2·H where there are two directions.</summary>
    public int OutputSize => Bidirectional ? 2 * Hidden : Hidden;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Layers is >= 1 and <= 16 && Hidden is >= 1 and <= 4096 && Dropout is >= 0 and < 1
            && WeightDrop is >= 0 and < 1
            && double.IsFinite(ForgetBias) && ExpectedLag >= 1 && CellStack.IsDefined(Cell)
            && Enum.IsDefined(Initializer);

    /// <summary>The design with the user's options.</summary>
    /// <param name="fit">The user's options.</param>
    /// <returns>The design.</returns>
    public CellDesign With(FitOptions fit) => this with
    {
        Cell = fit.Cell,
        Layers = fit.Layers ?? Layers,
        Hidden = fit.Hidden ?? Hidden,
        Dropout = fit.Dropout ?? Dropout,
        Initializer = fit.Initializer ?? Initializer,
    };

    /// <summary>What the layers are called in a line.</summary>
    /// <returns>Such as <c>bidirectional LSTM 2×64</c>.</returns>
    public string Describe() =>
        $"{(Bidirectional ? "bidirectional " : "")}{Cell.ToCell().Name} {(Layers > 1 ? $"{Layers}×" : "")}{Hidden}";
}
