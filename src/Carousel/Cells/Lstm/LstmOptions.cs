namespace Carousel.Layers;

/// <summary>
/// What an LSTM does beyond the plain equations. The defaults are the plain LSTM, which runs on the fastest kernel.
/// </summary>
/// <remarks>Equations: docs/derivations/lstm.md. Options combine freely.</remarks>
public sealed record LstmOptions
{
    /// <summary>Where the forget gate's bias begins; stored in b, never added at run time.</summary>
    public float ForgetBias { get; init; } = 1;

    /// <summary>
    /// Whether the input and forget gates see the cell before, and the output gate the new one, each through one weight
    /// a cell.
    /// </summary>
    /// <remarks>Gers and Schmidhuber 2000.</remarks>
    public bool Peepholes { get; init; }

    /// <summary>Outputs to which o⊙tanh(c) is projected, fewer than the cells; 0 for no projection.</summary>
    /// <remarks>Sak, Senior and Beaufays 2014; PyTorch's proj_size.</remarks>
    public int Projection { get; init; }

    /// <summary>
    /// The share of h₋ that the gates do not see in training, the same units at every step of a sequence.
    /// </summary>
    /// <remarks>Gal and Ghahramani 2016.</remarks>
    public float RecurrentDropout { get; init; }

    /// <summary>
    /// The share of R's weights that are 0 in a training step, the same for all its sequences and times.
    /// </summary>
    /// <remarks>Merity, Keskar and Socher 2018. It leaves the plain LSTM on the fastest kernel.</remarks>
    public float WeightDrop { get; init; }

    /// <summary>The share of the layer's inputs set to 0 in training, drawn anew at every step.</summary>
    /// <remarks>Zaremba, Sutskever and Vinyals 2014.</remarks>
    public float Dropout { get; init; }

    /// <summary>Whether the plain kernel computes it.</summary>
    internal bool IsPlain => this is { Peepholes: false, Projection: 0, RecurrentDropout: 0 };

    /// <summary>Checks every option.</summary>
    /// <param name="hiddenSize">H.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Validate(int hiddenSize)
    {
        Require(
            Projection >= 0 && Projection < hiddenSize, nameof(Projection), Projection,
            $"1…{hiddenSize - 1}, fewer than the {hiddenSize} cells, or 0 for none");
        Require(float.IsFinite(ForgetBias), nameof(ForgetBias), ForgetBias, "finite");
        RequireShare(RecurrentDropout, nameof(RecurrentDropout));
        RequireShare(Dropout, nameof(Dropout));
        RequireShare(WeightDrop, nameof(WeightDrop));
    }

    private static void RequireShare(float value, string name) =>
        Require(value is >= 0 and < 1, name, value, "0 or more and below 1");

    private static void Require(bool holds, string name, float value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {rule}, but is {value}.");
        }
    }
}
