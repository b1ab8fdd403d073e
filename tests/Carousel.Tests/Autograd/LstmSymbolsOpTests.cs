using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

/// <summary>Compared with an embedding and a layer, which are compared with their twins.</summary>
public sealed class LstmSymbolsOpTests
{
    private const int V = 9;
    private static readonly int[] _lengths = [2, 5, 0, 4, 5, 1, 3, 5, 5];

    [Theory]
    [InlineData(3, 16, false)]
    [InlineData(3, 21, false)]
    [InlineData(70, 40, true)]
    [InlineData(1, 5, true)]
    public void Forward_HasTheBitsOfAnEmbeddingAndTheLayer_WithAndWithoutATape(int inputs, int hidden, bool reverse)
    {
        Run apart = Make(inputs, hidden, reverse).Apart(TapeMode.Training),
            together = Make(inputs, hidden, reverse).Together(TapeMode.Training);
        Run inference = Make(inputs, hidden, reverse).Together(TapeMode.Inference);
        Near.SameBits(together.Hidden, apart.Hidden);
        Near.SameBits(together.FinalState, apart.FinalState);
        Near.SameBits(inference.Hidden, apart.Hidden);
        Near.SameBits(inference.FinalState, apart.FinalState);
    }

    [Theory]
    [InlineData(3, 16, false)]
    [InlineData(3, 21, false)]
    [InlineData(70, 40, true)]
    [InlineData(1, 5, true)]
    [InlineData(700, 300, false)]
    [InlineData(3, 530, false)]
    [Trait("Speed", "Long")]
    public void Gradients_AreThoseOfAnEmbeddingAndTheLayer(int inputs, int hidden, bool reverse)
    {
        Run apart = Make(inputs, hidden, reverse).Apart(TapeMode.Training),
            together = Make(inputs, hidden, reverse).Together(TapeMode.Training);
        double share = Near.Recurrent(5, inputs + hidden);
        Assert.Equal(4, together.Gradients.Length);
        for (int p = 0; p < together.Gradients.Length; p++)
        {
            Assert.Contains(together.Gradients[p], g => g != 0);
            Near.Largest(together.Gradients[p], Array.ConvertAll(apart.Gradients[p], g => (double)g), share);
        }

        Near.Largest(together.DInitial, Array.ConvertAll(apart.DInitial, g => (double)g), share);
    }

    [Fact]
    public void Gradients_AreAddedToWhatIsThere()
    {
        Run once = Make(3, 21, false).Together(TapeMode.Training),
            twice = Make(3, 21, false).Together(TapeMode.Training, already: 3);
        for (int p = 0; p < once.Gradients.Length; p++)
        {
            Assert.Equal(once.Gradients[p].Select(g => g + 3), twice.Gradients[p], (a, b) => Math.Abs(a - b) < 1e-5f);
        }
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Threads_GiveTheSameBits()
    {
        Run alone = Make(70, 400, false).Together(TapeMode.Training);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            Run together = Make(70, 400, false, threads).Together(TapeMode.Training);
            Near.SameBits(together.Hidden, alone.Hidden);
            Near.SameBits(together.DInitial, alone.DInitial);
            for (int p = 0; p < alone.Gradients.Length; p++)
            {
                Near.SameBits(together.Gradients[p], alone.Gradients[p]);
            }
        }
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(9f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void ANumberThatIsNoRow_IsNamed(float symbol)
    {
        Case run = Make(3, 16, false);
        run.Symbols[7] = symbol;
        Assert.Contains(
            "0…8", Assert.Throws<ArgumentOutOfRangeException>(() => run.Together(TapeMode.Inference)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ALayerWithVariants_TakesItsOwnWay()
    {
        Case peepholes = new(3, 16, false, 1, new LstmOptions { Peepholes = true }),
            again = new(3, 16, false, 1, new LstmOptions { Peepholes = true });
        Run apart = peepholes.Apart(TapeMode.Training), together = again.Together(TapeMode.Training);
        Near.SameBits(together.Hidden, apart.Hidden);
        Near.SameBits(together.Gradients[0], apart.Gradients[0]);
    }

    private static Case Make(int inputs, int hidden, bool reverse, int threads = 1) =>
        new(inputs, hidden, reverse, threads, new LstmOptions());

    private sealed record Run(float[] Hidden, float[] FinalState, float[][] Gradients, float[] DInitial);

    private sealed class Case(int inputs, int hidden, bool reverse, int threads, LstmOptions options)
    {
        private readonly Packing _packing = new(_lengths);

        public float[] Symbols { get; } =
        [
            .. Enumerable.Range(0, _lengths.Sum()).Select(n => (float)(n * 5 % (V - 1))),
        ];

        public Run Apart(TapeMode mode) => Forward(mode, 0, (lstm, embedding, tape, symbols, initial) =>
            lstm.Forward(tape, embedding.Apply(tape, symbols, _packing), _packing, initial));

        public Run Together(TapeMode mode, float already = 0) =>
            Forward(mode, already, (lstm, embedding, tape, symbols, initial) =>
            lstm.Forward(tape, embedding, symbols, _packing, initial));

        private Run Forward(
            TapeMode mode, float already, Func<Lstm, Embedding, Tape, Variable, Variable, SequenceOutput> forward)
        {
            using var backend = new CpuBackend(threads);
            using var arena = new Arena(backend);
            var tape = new Tape(backend, arena);
            var embedding = new Embedding(V, inputs);
            var lstm = new Lstm(inputs, hidden, reverse, options);
            embedding.Build(backend, 1);
            lstm.Build(backend, 2);
            Parameter[] parameters = [.. embedding.Parameters, .. lstm.Parameters];
            foreach (Parameter parameter in parameters)
            {
                parameter.Gradient.Write([.. Enumerable.Repeat(already, parameter.Shape.Length)]);
            }

            tape.Begin(mode);
            var draws = new Draws(5);
            Variable initial = tape.Watch(
                tape.Input(
                    draws.Floats(_lengths.Length * lstm.StateSize), new Shape(_lengths.Length, lstm.StateSize)).Value);
            SequenceOutput run = forward(
                lstm, embedding, tape, tape.Input(Symbols, new Shape(Symbols.Length, 1)), initial);
            if (mode == TapeMode.Training)
            {
                tape.Gradient(run.Hidden).Write(draws.Floats(run.Hidden.Value.Length));
                tape.Gradient(run.FinalState).Write(draws.Floats(run.FinalState.Value.Length));
                tape.Propagate();
            }

            return new Run(
                run.Hidden.Value.ToArray(), run.FinalState.Value.ToArray(),
                Array.ConvertAll(parameters, p => p.Gradient.ToArray()),
                mode == TapeMode.Training ? tape.Gradient(initial).ToArray() : []);
        }
    }
}
