using System.Text.RegularExpressions;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>The pieces of C that a network needs, in the order in which they stand.</summary>
internal static partial class CTemplates
{
    /// <summary>Arithmetic and stages.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which it computes.</param>
    /// <param name="needsExp">Whether e to a power is needed outside the network.</param>
    public static string Of(CNetwork network, CPrecision precision, bool needsExp)
    {
        PortableAnswer answer = network.Network.Answer;
        bool isSoftmax = answer.Function == PortableFunction.Softmax, isInt8 = precision == CPrecision.Bytes;
        RecurrentStage first = network.Recurrent[0];
        var cell = PortableCell.Of(first);
        string[] called = [.. cell.Functions(first, isInt8)];
        bool usesLogistic = called.Contains("logistic") || answer.Function == PortableFunction.Logistic;
        string own = CNames.Of(precision);
        (string Name, bool IsUsed)[] pieces =
        [
            (own, true),
            ($"{own}_logistic_denominator", called.Contains("logistic_denominator") || (isInt8 && usesLogistic)),
            ("int8_tanh_numerator", isInt8),
            ($"{own}_exp", isSoftmax || needsExp),
            ($"{own}_logistic", usesLogistic),
            ($"{own}_tanh", called.Contains("tanh")), ($"{own}_multiply_add", called.Contains("multiply_add")),
            ($"{own}_times", called.Contains("times")), ($"{own}_cell", called.Contains("cell")),
            (cell.Piece(first), true),
            ("dense", true), ($"{own}_embedding", network.ReadsSymbols),
            ("softmax", isSoftmax),
            ("sort", answer.Quantiles is not null), ("quantiles", answer.Quantiles is not null),
        ];
        return string.Join('\n', pieces.Where(p => p.IsUsed).Select(p => Read(p.Name)));
    }

    /// <summary>The unchanged text of a template file.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(CTemplates).Assembly.GetManifestResourceStream($"{name}.c")
            ?? throw new ArgumentException($"The C template '{name}' does not exist.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>
    /// Replaces the names of the templates: <c>net_value</c> and its kin become types, <c>net_</c> and <c>NET_</c> the
    /// prefix; texts of the data stay.
    /// </summary>
    public static string Name(string text, string prefix) =>
        string.Concat(text.Split(CNames.Mark).Select((piece, k) => k % 2 == 1 ? piece : NamePiece(piece, prefix)));

    private static string NamePiece(string text, string prefix) =>
        Prefix().Replace(TypeName().Replace(text, "float"), match => match.Value switch
        {
            "net_header" => prefix,
            "net_" => $"{prefix}_",
            _ => $"{prefix.ToUpperInvariant()}_",
        });

    [GeneratedRegex(@"\bnet_(value|number|cell)\b")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\b(net_header\b|net_|NET_)")]
    private static partial Regex Prefix();
}
