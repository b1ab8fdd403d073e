using System.Collections.Immutable;

namespace Carousel.Layers;

/// <summary>
/// What a recurrent cell is: names, gates, states, how a layer of it is made, and what other programs call it. Every
/// place that asks which cell a layer has looks here.
/// </summary>
internal sealed class RecurrentCell
{
    private static readonly AsyncLocal<RecurrentCell?> _added = new();

    private readonly Func<CellSettings, RecurrentLayer> _make;

    /// <summary>A cell.</summary>
    /// <param name="article">That of its name: <c>a</c> or <c>an</c>.</param>
    /// <param name="name">As in messages, such as <c>GRU</c>.</param>
    /// <param name="word">As on the command line and in files, such as <c>gru</c>.</param>
    /// <param name="gates">In the order of the rows of W, R and b.</param>
    /// <param name="make">Makes a layer.</param>
    internal RecurrentCell(
        string article, string name, string word, IReadOnlyList<RecurrentGate> gates,
        Func<CellSettings, RecurrentLayer> make)
    {
        (Article, Name, Word, Gates, _make) = (article, name, word, gates, make);
    }

    /// <summary>All cells.</summary>
    public static IReadOnlyList<RecurrentCell> All =>
        _added.Value is { } added ? [.. Own.Cells, added] : Own.Cells;

    /// <summary>The names of all cells in a sentence, such as <c>LSTM, GRU or Elman</c>.</summary>
    public static string AnyName => Listed(All.Select(cell => cell.Name), "or");

    /// <summary>The name in messages, such as <c>GRU</c>.</summary>
    public string Name { get; }

    /// <summary>The name with its article, such as <c>an LSTM</c>.</summary>
    public string WithArticle => $"{Article} {Name}";

    /// <summary>The name on the command line and in files, such as <c>gru</c>.</summary>
    public string Word { get; }

    /// <summary>The parts of the state, in its order: h, then what is held beside it, such as c.</summary>
    public IReadOnlyList<string> States { get; internal init; } = ["h"];

    /// <summary>Whether it holds a cell state beside what it shows.</summary>
    public bool HasCellState => States.Count > 1;

    /// <summary>Whether its gates ask the state before; else they ask the input alone, and there is no R.</summary>
    public bool HasRecurrentWeights { get; internal init; } = true;

    /// <summary>Blocks of rows of W, R and b.</summary>
    public int GateCount => Gates.Count;

    /// <summary>Whether W and R can be read in 8 bits.</summary>
    public bool IsQuantizable { get; internal init; }

    /// <summary>Whether it has variants, of which not every target knows all.</summary>
    public bool HasVariants { get; internal init; }

    /// <summary>Whether a gate does nothing but keep the state, so that its bias has a value to begin with.</summary>
    public bool HasForgetGate => KeepingGate is { Name: "forget gate" };

    /// <summary>That of its names here and elsewhere.</summary>
    internal string Article { get; }

    /// <summary>In the order of the rows of W, R and b.</summary>
    internal IReadOnlyList<RecurrentGate> Gates { get; }

    /// <summary>The gate by which a unit keeps what it holds; null for a cell without one.</summary>
    internal RecurrentGate? KeepingGate { get; init; }

    /// <summary>
    /// Whether a reset gate acts on the last gate's recurrent part: that then has a bias of its own, q, unless the
    /// reset comes before the product.
    /// </summary>
    internal bool HasInnerBias { get; init; }

    /// <summary>Units of a head for H units, where those of others don't see each other; null for a cell without heads.
    /// </summary>
    internal Func<int, int>? HeadUnits { get; init; }

    /// <summary>Heads for H units of a cell whose heads hold a matrix each; null for other cells.</summary>
    internal Func<int, int>? MatrixHeads { get; init; }

    /// <summary>Of the gates the last ones, which have one value a head.</summary>
    internal int HeadGates { get; init; }

    /// <summary>Whether what a head holds can decay.</summary>
    internal bool HasDecayChoice { get; init; }

    /// <summary>Whether its forget gate can be an exponential.</summary>
    internal bool HasForgetChoice { get; init; }

    /// <summary>What layers of its variant hand to the backend; null for a cell without one of that kind.</summary>
    internal Type? Variant { get; init; }

    /// <summary>What its layers hand to the backend; null for a cell that is made of other operations.</summary>
    internal Type? Parameters { get; init; }

    /// <summary>Biases for dependencies up to a lag; null for a cell without a gate that keeps.</summary>
    internal Func<int, ChronoBias>? Chrono { get; init; }

    /// <summary>Whether the claims compare it, whose networks were trained before there were others.</summary>
    internal bool IsClaimed { get; init; } = true;

    /// <summary>In PyTorch, whose order of gates is Carousel's; null where there is none such.</summary>
    internal CellForm? PyTorch { get; init; }

    /// <summary>In Keras; null where there is none such.</summary>
    internal CellForm? Keras { get; init; }

    /// <summary>In ONNX; null where there is none such.</summary>
    internal CellForm? Onnx { get; init; }

    /// <summary>The cell that a kind names.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Its line of the table.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public static RecurrentCell Of(CellKind kind) => (int)kind >= 0 && (int)kind < All.Count
        ? All[(int)kind]
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such cell.");

    /// <summary>A cell by its word.</summary>
    /// <param name="word">Such as <c>gru</c>, in letters of any size.</param>
    /// <returns>The cell; null where there is none.</returns>
    public static RecurrentCell? Find(string word) =>
        All.FirstOrDefault(cell => cell.Word.Equals(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A layer, not yet built.</summary>
    /// <param name="settings">Sizes and options.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size or an option is out of range.</exception>
    /// <exception cref="NotSupportedException">The cell has not what is asked for, such as peepholes.</exception>
    public RecurrentLayer Make(CellSettings settings)
    {
        CellOptions options = settings.Options;
        string? lacks = !HasVariants && settings.Peepholes ? "peepholes"
            : !HasVariants && settings.Projection != 0 ? "projection"
            : options.Heads != 0 && HeadUnits is null && MatrixHeads is null ? "heads"
            : options.ExponentialForget && !HasForgetChoice ? "exponential forget gate"
            : options.Decays && !HasDecayChoice ? "decay"
            : null;
        return lacks is null
            ? _make(settings)
            : throw new NotSupportedException(
                $"{char.ToUpperInvariant(WithArticle[0])}{WithArticle[1..]} layer has no {lacks}.");
    }

    /// <summary>Heads of a layer: those asked for, or the cell's own number.</summary>
    /// <param name="settings">Sizes and options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The units can't be divided into them.</exception>
    internal int Heads(CellSettings settings)
    {
        (int H, int heads) = (settings.HiddenSize, settings.Options.Heads);
        ArgumentOutOfRangeException.ThrowIfNegative(heads);
        return H < 1 ? 1
            : heads == 0 ? MatrixHeads?.Invoke(H) ?? (H / HeadUnits!(H))
            : H % heads == 0 ? heads
            : throw new ArgumentOutOfRangeException(
                nameof(settings), heads,
                $"{H} units of {WithArticle} layer can't be divided into {heads} heads.");
    }

    /// <summary>Values of each part of the state of a layer of H units.</summary>
    /// <param name="units">H.</param>
    /// <param name="heads">Heads that hold a matrix each; 0 for a cell without.</param>
    internal IReadOnlyList<int> StateSizes(int units, int heads) => heads == 0
        ? [.. States.Select(_ => units)]
        : [.. new[] { units, units * (units / heads), units, heads }[..States.Count]];

    /// <summary>Multiply-adds of a step of a layer in one direction.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="projection">Outputs to which it projects; 0 for no projection.</param>
    /// <returns>The number.</returns>
    public long MultiplyAdds(long inputSize, long hiddenSize, long projection = 0) =>
        MatrixHeads is { } heads ? MatrixMultiplyAdds(inputSize, hiddenSize, heads((int)hiddenSize)) :
        (GateCount * hiddenSize * (inputSize + (!HasRecurrentWeights ? 0 : projection > 0 ? projection
            : HeadUnits?.Invoke((int)hiddenSize) ?? hiddenSize)))
        + (projection * hiddenSize);

    /// <summary>The map of the inputs, and what is changed and read of each matrix.</summary>
    private long MatrixMultiplyAdds(long I, long H, long heads) =>
        ((((GateCount - HeadGates) * H) + (HeadGates * heads)) * I) + (2 * H * (H / heads));

    /// <summary>Names in a sentence.</summary>
    /// <param name="names">The names.</param>
    /// <param name="last">The word in front of the last one.</param>
    internal static string Listed(IEnumerable<string> names, string last)
    {
        string[] all = [.. names];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }

    /// <summary>Adds a cell for the present flow of calls, until it is disposed: what a test makes up.</summary>
    internal static IDisposable Add(RecurrentCell cell)
    {
        _added.Value = cell;
        return new Scope();
    }

    // By itself: descriptions are cells, so that the table can only be made when they are.
    private static class Own
    {
        public static ImmutableArray<RecurrentCell> Cells { get; } =
            [
                LstmDescription.Cell, GruDescription.Cell, ElmanDescription.Cell, MinGruDescription.Cell,
                MinLstmDescription.Cell, SlstmDescription.Cell, MlstmDescription.Cell, DeltaDescription.Cell,
            ];
    }

    private sealed class Scope : IDisposable
    {
        public void Dispose() => _added.Value = null;
    }
}
