using System.Globalization;
using System.Text;
using Carousel.Interchange.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.C;

/// <summary>
/// The weights of all members as constants, and the layers that point at them. Equal lists are written once.
/// </summary>
internal sealed class CWeights
{
    private readonly CNetwork _network;
    private readonly CPrecision _precision;
    private readonly Dictionary<string, string> _names = [];
    private readonly StringBuilder _lists = new();
    private readonly StringBuilder _layers = new();

    /// <summary>The weights of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which they are written.</param>
    public CWeights(CNetwork network, CPrecision precision)
    {
        (_network, _precision) = (network, precision);
    }

    /// <summary>The weights, then the layers.</summary>
    public string Text()
    {
        if (_network.ReadsSymbols)
        {
            Layers(
                "net_matrix", "net_table", m => m.Stages.OfType<EmbeddingStage>().Single(),
                s => Matrix(s.Table));
        }

        for (int k = 0; k < _network.Past.Count; k++)
        {
            int stage = k;
            Layers($"net_{Kind(_network.Past[k])}", $"net_past_{k}", m => (RecurrentStage)m.Before[stage], Recurrent);
        }

        for (int k = 0; k < _network.Recurrent.Count; k++)
        {
            int stage = k;
            Layers(
                $"net_{Kind(_network.Recurrent[k])}", $"net_layer_{k}",
                m => m.Stages.OfType<RecurrentStage>().ElementAt(stage), Recurrent);
        }

        Layers(
            "net_dense", "net_output", m => (DenseStage)m.Stages[^1],
            s => $"{Matrix(s.Weight)}, {Numbers(s.Bias, "b")}, {s.OutputSize}");
        return $"{_lists}\n{_layers}";
    }

    /// <summary>What a recurrent stage is called in C.</summary>
    public static string Kind(RecurrentStage stage) => PortableCell.WordOf(stage);

    private void Layers<T>(string type, string name, Func<NetworkMember, T> stageOf, Func<T, string> write)
        where T : Stage
    {
        IEnumerable<string> members = _network.Network.Members.Select(m => write(stageOf(m)));
        string list = type == "net_matrix"
            ? string.Concat(members.Select(m => $"    {m},\n"))
            : string.Concat(members.Select(m => $"    {{ {m} }},\n"));
        _layers.Append(CultureInfo.InvariantCulture, $"static const {type} {name}[NET_MEMBERS] = {{\n{list}}};\n");
    }

    private string Recurrent(RecurrentStage stage)
    {
        string reset = stage.ResetBias is { } q ? $", {Numbers(q, "q")}" : "";
        string recurrent = Matrix(stage.R);
        return $"{Matrix(stage.W)}, {recurrent}, {Numbers(stage.Bias, "b")}{reset}";
    }

    private string Matrix(WeightMatrix matrix)
    {
        if (_precision == CPrecision.Floating)
        {
            return $"{{ {List("float", "w", matrix.Values.Select(CNumbers.Of))}, {matrix.Columns} }}";
        }

        QuantizedMatrix bytes = matrix.InBytes;
        string values = List("int8_t", "w", bytes.Values.ToArray().Select(v => CNumbers.Of(v)));
        return $"{{ {values}, {List("float", "s", bytes.Scales.ToArray().Select(CNumbers.Of))}, {matrix.Columns} }}";
    }

    private string Numbers(float[] values, string kind) => List("float", kind, values.Select(CNumbers.Of));

    private string List(string type, string kind, IEnumerable<string> values)
    {
        string list = CNumbers.List(values), key = type + list;
        if (!_names.TryGetValue(key, out string? name))
        {
            name = _names[key] = $"net_{kind}{_names.Count}";
            _lists.Append(CultureInfo.InvariantCulture, $"static const {type} {name}[] = {list};\n");
        }

        return name;
    }
}
