using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>
/// The twins against PyTorch in double precision: outputs and every gradient, stacked and in both directions.
/// </summary>
public class ParityTests
{
    public static TheoryData<string> Names =>
        [
            .. Golden.Names("lstm"), .. Golden.Names("gru"), .. Golden.Names("elman"), .. Golden.Names("mingru"),
            .. Golden.Names("minlstm"), .. Golden.Names("slstm"), .. Golden.Names("mlstm"), .. Golden.Names("delta"),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Twins_AgreeWithPyTorch(string name)
    {
        var golden = Golden.Read(name);
        Dictionary<string, double[]> found = new TwinNetwork(golden).Run();

        int compared = 0;
        foreach ((string tensor, double[] actual) in found)
        {
            double[] expected = golden.Values(tensor);
            double largest = expected.Max(Math.Abs);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Near.Gradient * largest));
            compared++;
        }

        // Every output and every gradient of the file, and nothing else.
        Assert.Equal(
            golden.Tensors.Count(t => IsFinal(t) || t == "y" || (t[0] == 'd' && t != "dy" && !IsFinal(t[1..]))),
            compared);
    }

    /// <summary>Of a part of a state, such as h or n, as <c>hn</c>.</summary>
    private static bool IsFinal(string tensor) => tensor.Length == 2 && tensor[1] == 'n';

    /// <summary>A golden network, one sequence after the other, layer by layer.</summary>
    private sealed class TwinNetwork(Golden golden)
    {
        private readonly int[] _lengths = golden.Integers("lengths");
        private readonly int _layers = golden.Setting("layers").GetInt32();
        private readonly int _ways = golden.Setting("bidirectional").GetBoolean() ? 2 : 1;
        private readonly int _inputs = golden.Setting("inputs").GetInt32();
        private readonly Dictionary<string, double[]> _found = [];

        private IEnumerable<char> States => "hcCSnm".Where(part => golden.Has($"{part}0"));

        private readonly Dictionary<string, double[]> _parameterGradients = [];

        public Dictionary<string, double[]> Run()
        {
            foreach (string name in States.SelectMany(part => new[] { $"{part}n", $"d{part}0" }).Concat(["y", "dx"]))
            {
                _found[name] = new double[golden.Values(name).Length];
            }

            for (int b = 0; b < _lengths.Length; b++)
            {
                RunSequence(b);
            }

            foreach ((string name, double[] gradient) in _parameterGradients)
            {
                _found["d" + name] = gradient;
            }

            return _found;
        }

        private void RunSequence(int b)
        {
            TwinCell[] cells = [.. from layer in Enumerable.Range(0, _layers)
                                   from way in Enumerable.Range(0, _ways)
                                   select TwinCell.Of(
                                       golden, $"_l{layer}{(way == 1 ? "_reverse" : "")}", _parameterGradients)];
            int width = golden.Shape("h0")[2];
            var inputs = new double[_layers + 1][,];
            inputs[0] = Rows("x", b, _inputs);
            for (int layer = 0; layer < _layers; layer++)
            {
                inputs[layer + 1] = new double[_lengths[b], _ways * width];
                for (int way = 0; way < _ways; way++)
                {
                    int place = (layer * _ways) + way;
                    (double[,] h, double[] final) =
                        cells[place].Forward(inputs[layer], State("h0", place, b), way == 1);
                    AddColumns(inputs[layer + 1], h, way * width);
                    SetState("hn", place, b, final);
                }
            }

            SetRows("y", b, inputs[_layers]);
            double[,] dy = Rows("dy", b, _ways * width);
            for (int layer = _layers - 1; layer >= 0; layer--)
            {
                var dx = new double[_lengths[b], inputs[layer].GetLength(1)];
                for (int way = 0; way < _ways; way++)
                {
                    int place = (layer * _ways) + way;
                    (double[,] part, double[] dStart) = cells[place].Backward(
                        inputs[layer], State("h0", place, b), Columns(dy, way * width, width), State("dhn", place, b),
                        way == 1);
                    AddColumns(dx, part, 0);
                    SetState("dh0", place, b, dStart);
                }

                dy = dx;
            }

            SetRows("dx", b, dy);
        }

        private double[,] Rows(string name, int b, int width)
        {
            double[] values = golden.Values(name);
            var rows = new double[_lengths[b], width];
            for (int t = 0; t < _lengths[b]; t++)
            {
                for (int k = 0; k < width; k++)
                {
                    rows[t, k] = values[(((t * _lengths.Length) + b) * width) + k];
                }
            }

            return rows;
        }

        private void SetRows(string name, int b, double[,] rows)
        {
            int width = rows.GetLength(1);
            for (int t = 0; t < _lengths[b]; t++)
            {
                for (int k = 0; k < width; k++)
                {
                    _found[name][(((t * _lengths.Length) + b) * width) + k] = rows[t, k];
                }
            }
        }

        /// <summary>h and the rest of the state; the name is that of the tensor of h.</summary>
        private double[] State(string h, int place, int b) =>
        [
            .. States.SelectMany(part =>
            {
                (string name, int first, int width) = Place(h, part, place, b);
                return golden.Values(name).AsSpan(first, width).ToArray();
            }),
        ];

        private void SetState(string h, int place, int b, double[] state)
        {
            int from = 0;
            foreach (char part in States)
            {
                (string name, int first, int width) = Place(h, part, place, b);
                state.AsSpan(from, width).CopyTo(_found[name].AsSpan(first));
                from += width;
            }
        }

        private (string Name, int First, int Width) Place(string h, char part, int place, int b)
        {
            string name = h.Replace('h', part);
            int width = golden.Shape(name)[2];
            return (name, ((place * _lengths.Length) + b) * width, width);
        }

        private static double[,] Columns(double[,] from, int first, int count)
        {
            var columns = new double[from.GetLength(0), count];
            for (int t = 0; t < columns.GetLength(0); t++)
            {
                for (int k = 0; k < count; k++)
                {
                    columns[t, k] = from[t, first + k];
                }
            }

            return columns;
        }

        private static void AddColumns(double[,] to, double[,] from, int first)
        {
            for (int t = 0; t < from.GetLength(0); t++)
            {
                for (int k = 0; k < from.GetLength(1); k++)
                {
                    to[t, first + k] += from[t, k];
                }
            }
        }
    }
}
