namespace Carousel.Laboratory.Problems;

/// <summary>
/// The grammar of Reber 1967: seven symbols, six nodes, at each node two ways on, as likely; B comes first and E
/// last.
/// </summary>
/// <remarks>
/// Between B and E: T or P first; node by node the table below. Symbols are numbered in the order B T P S X V E.
/// </remarks>
internal static class ReberGrammar
{
    /// <summary>Symbols.</summary>
    public const int SymbolCount = 7;

    /// <summary>The node after B.</summary>
    public const int FirstNode = 0;

    /// <summary>The node at which only E may follow.</summary>
    public const int LastNode = 5;

    /// <summary>B, which begins.</summary>
    public const int B = 0;

    /// <summary>T.</summary>
    public const int T = 1;

    /// <summary>P.</summary>
    public const int P = 2;

    /// <summary>S.</summary>
    public const int S = 3;

    /// <summary>X.</summary>
    public const int X = 4;

    /// <summary>V.</summary>
    public const int V = 5;

    /// <summary>E, which ends.</summary>
    public const int E = 6;

    private static readonly (int Symbol, int Node)[] _edges =
    [
        (T, 1), (P, 2),
        (S, 1), (X, 3),
        (T, 2), (V, 4),
        (X, 2), (S, 5),
        (P, 3), (V, 5),
    ];

    /// <summary>A way on from a node other than the last.</summary>
    /// <param name="node">0 … 4.</param>
    /// <param name="second">Which of the two.</param>
    /// <returns>The symbol, and the node that it leads to.</returns>
    public static (int Symbol, int Node) Edge(int node, bool second) => _edges[(2 * node) + (second ? 1 : 0)];

    /// <summary>A bit for each symbol that may follow at a node.</summary>
    /// <param name="node">0 … 5.</param>
    public static uint Admissible(int node) =>
        node == LastNode ? 1u << E : (1u << _edges[2 * node].Symbol) | (1u << _edges[(2 * node) + 1].Symbol);
}
