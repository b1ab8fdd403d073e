using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

public abstract partial class RecurrentLayerTests
{
    /// <summary>A built layer and one batch of drawn values.</summary>
    private protected sealed class LayerRun : IDisposable
    {
        public LayerRun(SequenceLayer layer, int threads, int[] lengths)
        {
            (Layer, Packing, Backend) = (layer, new Packing(lengths), new CpuBackend(threads));
            Arena = new Arena(Backend);
            Tape = new Tape(Backend, Arena);
            layer.Build(Backend, 5);
            var draws = new Draws(99);
            foreach (Parameter parameter in layer.Parameters.Where(p => p.Shape.Rank == 1))
            {
                parameter.Set([.. parameter.Value.ToArray().Select(value => value + (float)draws.Value(0.5))]);
            }

            DHidden = draws.Floats(Packing.Rows * layer.OutputSize);
            DFinal = draws.Floats(Packing.BatchSize * layer.StateSize);
            for (int k = 0; Part("m") > 0 && k < DFinal.Length; k++)
            {
                // Where a stabiliser passes from one sum to the other, what is scaled by it has a kink; h has none.
                DFinal[k] *= k % layer.StateSize < layer.OutputSize ? 1 : 0;
            }
        }

        public SequenceLayer Layer { get; }

        public Packing Packing { get; }

        public CpuBackend Backend { get; }

        public Arena Arena { get; }

        public Tape Tape { get; }

        public float[] DHidden { get; }

        public float[] DFinal { get; }

        public float[] Dx { get; private set; } = [];

        public float[] DInitial { get; private set; } = [];

        public float[] X(int seed) => new Draws(seed).Floats(Packing.Rows * Layer.InputSize);

        public float[] Initial(int seed)
        {
            float[] drawn = new Draws(seed).Floats(Packing.BatchSize * Layer.StateSize);
            for (int k = 0; Part("n") > 0 && k < drawn.Length; k++)
            {
                // What is divided by lies never near 0.
                drawn[k] += k % Layer.StateSize / Layer.OutputSize == Part("n") ? 1.5f : 0;
            }

            if (Part("C") > 0)
            {
                // A divisor far from the number below which it does not fall.
                return [.. drawn.Select(value => 0.1f * value)];
            }

            return drawn;
        }

        private int Part(string state) => (Layer as RecurrentLayer)?.Cell.States.ToList().IndexOf(state) ?? -1;

        public (float[] Hidden, float[] Final) Forward(TapeMode mode, float[] x, float[] initial)
        {
            Tape.Begin(mode, 1, Step);
            SequenceOutput output = Layer.Forward(
                Tape, Tape.Input(x, new Shape(Packing.Rows, Layer.InputSize)), Packing,
                Tape.Input(initial, new Shape(Packing.BatchSize, Layer.StateSize)));
            return (output.Hidden.Value.ToArray(), output.FinalState.Value.ToArray());
        }

        public (float[] Hidden, float[] Final) Steps(float[] x, float[] initial)
        {
            int streams = Packing.BatchSize;
            Arena.Reset();
            Tensor input = Arena.Allocate(new Shape(streams, Layer.InputSize)),
                output = Arena.Allocate(new Shape(streams, Layer.OutputSize));
            Tensor state = Arena.Allocate(new Shape(streams, Layer.StateSize));
            int scratchLength = Layer.StepScratchLength(streams);
            Tensor scratch = scratchLength == 0 ? default : Arena.Allocate(new Shape(scratchLength));
            state.Write(initial);
            var hidden = new List<float>();
            for (int t = 0; t < Packing.Steps; t++)
            {
                input.Write(x.AsSpan(t * streams * Layer.InputSize, streams * Layer.InputSize));
                Layer.Step(Backend, input, output, state, scratch);
                hidden.AddRange(output.ToArray());
            }

            return ([.. hidden], state.ToArray());
        }

        /// <summary>Outputs, final states and every gradient, one after the other.</summary>
        public float[] Train(TapeMode mode, float[] x, float[] initial)
        {
            Tape.Begin(mode, 1, Step);
            Tensor input = Arena.Allocate(new Shape(Packing.Rows, Layer.InputSize)),
                state = Arena.Allocate(new Shape(Packing.BatchSize, Layer.StateSize));
            input.Write(x);
            state.Write(initial);
            (Variable watched, Variable start) = (Tape.Watch(input), Tape.Watch(state));
            SequenceOutput output = Layer.Forward(Tape, watched, Packing, start);
            Tape.Gradient(output.Hidden).Write(DHidden);
            Tape.Gradient(output.FinalState).Write(DFinal);
            Tape.Propagate();
            (Dx, DInitial) = (Tape.Gradient(watched).ToArray(), Tape.Gradient(start).ToArray());
            return
            [
                .. output.Hidden.Value.ToArray(), .. output.FinalState.Value.ToArray(), .. Dx, .. DInitial,
                .. Layer.Parameters.SelectMany(p => p.Gradient.ToArray()),
            ];
        }

        public double Loss(TapeMode mode, float[] x, float[] initial)
        {
            (float[] hidden, float[] final) = Forward(mode, x, initial);
            return hidden.Zip(DHidden, (h, d) => (double)h * d).Sum()
                + final.Zip(DFinal, (h, d) => (double)h * d).Sum();
        }

        /// <summary>
        /// A dozen values against differences. In single precision 1/16 apart they are good to about a thousandth.
        /// </summary>
        public static void CheckGradient(
            string name, float[] values, float[] gradient, Func<double> loss, Action changed)
        {
            double largest = gradient.Max(d => Math.Abs((double)d));
            Assert.True(largest > 0, $"{name}: the gradient is zero throughout, so this check shows nothing.");
            int count = Math.Min(12, values.Length);
            for (int k = 0; k < count; k++)
            {
                int index = (int)((long)k * values.Length / count);
                double difference = ((4 * Central(1f / 32)) - Central(1f / 16)) / 3;
                double off = Math.Abs(difference - gradient[index]);
                Assert.True(
                    off <= 4e-3 * largest,
                    $"{name}[{index}]: gradient {gradient[index]}, difference {difference}, largest {largest}.");

                double Central(float spacing)
                {
                    float center = values[index];
                    values[index] = center + spacing;
                    changed();
                    double above = loss();
                    values[index] = center - spacing;
                    changed();
                    double below = loss();
                    values[index] = center;
                    changed();
                    return (above - below) / (2 * spacing);
                }
            }
        }

        public void Dispose()
        {
            Arena.Dispose();
            Backend.Dispose();
        }
    }
}
