using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>
/// Vectors whose oracles are PyTorch and the operator cases of ONNX: the golden files of tests/parity, in Carousel's
/// names and layouts.
/// </summary>
internal static class GoldenVectors
{
    private static readonly string[] _torch =
    [
        "lstm-lengths", "lstm-bidirectional", "lstm-projection", "lstm-stacked", "gru-lengths", "gru-reset-before",
        "gru-bidirectional", "elman-lengths", "elman-stacked-bidirectional",
    ];

    public static IEnumerable<VectorDraft> All() =>
        [
            .. _torch.Select(name => Recurrent(name, "PyTorch")), Ctc(),
            .. Golden.Names("onnx-").Select(name => Recurrent(name, "ONNX operator case")),
        ];

    private static VectorDraft Recurrent(string name, string oracle)
    {
        var golden = Golden.Read(name);
        var network = new GoldenNetwork(golden);
        using var backend = new CpuBackend(1);
        network.Layer.Build(backend, seed: 1);
        bool hasCells = golden.Has("c0");
        double[] Rows(string tensor) => Unpadded(golden, tensor);
        double[] State(string h) => [.. network.State(h).Select(v => (double)v)];
        var given = new Dictionary<string, double[]> { ["x"] = Rows("x"), ["start"] = State("h0") };
        var expected = new Dictionary<string, double[]>();
        if (golden.Has("y"))
        {
            expected["y"] = Rows("y");
        }

        if (golden.Has("hn") && (golden.Has("cn") || !hasCells))
        {
            expected["final"] = State("hn");
        }
        else if (golden.Has("hn"))
        {
            expected["last"] = golden.Values("hn");
        }

        if (golden.Has("dy"))
        {
            (given["dy"], given["dfinal"]) = (Rows("dy"), State("dhn"));
            (expected["dx"], expected["dstart"]) = (Rows("dx"), State("dh0"));
            foreach ((Parameter parameter, _, double[] gradient) in network.Parameters())
            {
                expected["d" + parameter.Name] = gradient;
            }
        }

        return new VectorDraft(name, oracle, "layer", Layer(golden), golden.Integers("lengths"))
        {
            Parameters = network.Parameters().ToDictionary(p => p.Parameter.Name, p => p.Value),
            Given = given,
            Expected = expected,
        };
    }

    private static VectorDraft Ctc()
    {
        var golden = Golden.Read("ctc");
        return new VectorDraft(
            "connectionist temporal classification", "PyTorch", "ctc", null, golden.Integers("lengths"))
        {
            Given = new()
            {
                ["x"] = Unpadded(golden, "x"),
                ["labels"] = [.. golden.Integers("targets").Select(l => (double)l)],
                ["label_counts"] = [.. golden.Integers("target_lengths").Select(n => (double)n)],
            },
            Expected = new() { ["loss"] = golden.Values("loss"), ["dx"] = Unpadded(golden, "dx") },
        };
    }

    /// <summary>[T, B, F] as the sequences one after the other.</summary>
    private static double[] Unpadded(Golden golden, string name)
    {
        int[] lengths = golden.Integers("lengths"), shape = golden.Shape(name);
        double[] values = golden.Values(name);
        return [
            .. lengths.SelectMany(
                (length, b) =>
                    Enumerable.Range(0, length)
                        .SelectMany(t => values.AsSpan(((t * lengths.Length) + b) * shape[2], shape[2]).ToArray())),
        ];
    }

    private static string Layer(Golden golden)
    {
        int layers = golden.Setting("layers").GetInt32(), hidden = golden.Setting("hidden").GetInt32(),
            inputs = golden.Setting("inputs").GetInt32();
        bool isBidirectional = golden.Setting("bidirectional").GetBoolean();
        int projection = golden.Setting("projection").GetInt32();
        var all = new List<string>();
        for (int l = 0; l < layers; l++)
        {
            all.Add(isBidirectional
                ? $"{{\"kind\":\"bidirectional\",\"forward\":{Cell(inputs, "")},\"reverse\":"
                    + $"{Cell(inputs, ",\"reverse\":true")}}}"
                : Cell(inputs, ""));
            inputs = (projection > 0 ? projection : hidden) * (isBidirectional ? 2 : 1);
        }

        return layers == 1 ? all[0] : $"{{\"kind\":\"stack\",\"layers\":[{string.Join(',', all)}]}}";

        string Cell(int size, string way)
        {
            string kind = golden.Setting("kind").GetString()!;
            string sizes = $"\"inputs\":{size},\"hidden\":{hidden}{way}";
            return kind switch
            {
                "lstm" =>
                    $"{{\"kind\":\"lstm\",{sizes}{(projection > 0 ? $",\"projection\":{projection}" : "")}"
                    + $"{(golden.Has("peepholes_l0") ? ",\"peepholes\":true" : "")}}}",
                "gru" => $"{{\"kind\":\"gru\",\"reset_after\":true,{sizes}}}",
                "elman" => $"{{\"kind\":\"elman\",{sizes}}}",
                _ => $"{{\"kind\":\"gru\",{sizes}}}",
            };
        }
    }
}
