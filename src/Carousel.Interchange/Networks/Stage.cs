namespace Carousel.Interchange.Networks;

/// <summary>A layer of a portable network: sizes and weights, no code.</summary>
/// <param name="Name">What it is called in the model, such as <c>recurrent.0</c>; unique within a network.</param>
/// <param name="InputSize">Values that it reads at a step; 1, the number of a row, for an embedding.</param>
/// <param name="OutputSize">Values that it gives.</param>
public abstract record Stage(string Name, int InputSize, int OutputSize)
{
    /// <summary>
    /// Whether it reads the step's input behind what the stage before it gives: both count in <see cref="InputSize"/>.
    /// </summary>
    public bool JoinsInput { get; init; }
}

/// <summary>Rows of a table by number.</summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Table">[V, E].</param>
public sealed record EmbeddingStage(string Name, WeightMatrix Table) : Stage(Name, 1, Table.Columns);

/// <summary>
/// Long short-term memory: z = W x + R h₋ + b by gate i, f, g, o; c = σ(f)⊙c₋ + σ(i)⊙tanh(g), h = σ(o)⊙tanh(c).
/// </summary>
/// <remarks>Gers, Schmidhuber and Cummins 2000, equations 1 to 6, without peepholes.</remarks>
/// <param name="Name">As of any stage.</param>
/// <param name="W">[4H, I], rows by gate i, f, g, o.</param>
/// <param name="R">[4H, H].</param>
/// <param name="Bias">[4H].</param>
public sealed record LstmStage(string Name, WeightMatrix W, WeightMatrix R, float[] Bias)
    : RecurrentStage(Name, W, R, Bias, 4);

/// <summary>Gated recurrent unit: r = σ(W_r x + R_r h₋ + b_r), z alike, h = (1 − z)⊙n + z⊙h₋.</summary>
/// <remarks>
/// With reset after, n = tanh(W_n x + b_n + r⊙(R_n h₋ + q)), as in cuDNN; with reset before, n = tanh(W_n x + b_n + R_n
/// (r⊙h₋)), Cho et al. 2014, equations 5 to 8.
/// </remarks>
/// <param name="Name">As of any stage.</param>
/// <param name="W">[3H, I], rows by gate r, z, n.</param>
/// <param name="R">[3H, H].</param>
/// <param name="Bias">[3H].</param>
/// <param name="ResetBias">q [H]; null for reset before.</param>
public sealed record GruStage(string Name, WeightMatrix W, WeightMatrix R, float[] Bias, float[]? ResetBias)
    : RecurrentStage(Name, W, R, Bias, 3);

/// <summary>The simple recurrent layer: h = tanh(W x + R h₋ + b).</summary>
/// <remarks>Elman 1990.</remarks>
/// <param name="Name">As of any stage.</param>
/// <param name="W">[H, I].</param>
/// <param name="R">[H, H].</param>
/// <param name="Bias">[H].</param>
public sealed record ElmanStage(string Name, WeightMatrix W, WeightMatrix R, float[] Bias)
    : RecurrentStage(Name, W, R, Bias, 1);
