using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Markov;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Portable;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// A fitted next-base model. Its file holds the bases it learned from, so that the Markov models are counted again
/// where it is loaded.
/// </summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
internal sealed class NextBaseModel(
    CpuBackend backend, NextBaseNetwork network, NextBaseConfiguration configuration, MarkovModel markov,
    IReadOnlyList<byte[]> training, FitSummary summary, NextBaseOrigin origin)
    : JobModel(backend, network, summary), IPortableJob, IGraphModel, IAdaptiveModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-next-base";

    internal const string SurpriseName = "surprise.csv";

    private readonly NucleotideRows _rows = new(configuration.Design, markov);

    /// <inheritdoc/>
    public bool Adapts { get; set; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>The network.</summary>
    public NextBaseDesign Design => configuration.Design;

    /// <inheritdoc/>
    public override string PredictionFile => SurpriseName;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static NextBaseModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            NextBaseConfiguration configuration = reading.Configuration(GenomeJson.Default.NextBaseConfiguration);
            NextBaseDesign design = configuration.Design;
            NextBaseNetwork network = reading.Build(
                configuration.IsInRange, design.Cell.Hidden, () => new NextBaseNetwork(design),
                name => name != PackedBases.Name);
            float[] packed = reading.Numbers(
                PackedBases.Name, (int)PackedBases.CountFor(configuration.Lengths), "genome");
            IReadOnlyList<byte[]> training = PackedBases.Unpack(packed, configuration.Lengths);
            return new NextBaseModel(
                reading.Backend, network, configuration, new MarkovModel(training, configuration.Weights), training,
                reading.Summary, reading.Data(GenomeJson.Default.NextBaseOrigin));
        });

    /// <inheritdoc/>
    public override AnswerShare Share => Design.Orders.Count == 0 ? AnswerShare.Alone
        : new(1, "The answer combines the network with Markov models, whose weights the network decides.");

    /// <inheritdoc/>
    public override JobDescription Describe() => new(
        [
            "the next base of a genome, from those before it",
            $"learned from both strands of {FigureText.Count(origin.Bases)} bases of {origin.Name}; "
            + $"data {origin.Fingerprint}",
        ],
        ModelDescription.Of(
            Design.Describe(), Networks, CellStack.MultiplyAdds(Design.Cell, Design.InputSize),
            network.Reader.StateSize, "base"));

    /// <summary>The surprise of each base of a sequence, read in its direction.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T], bits; NaN for the first and for those that are not known.</returns>
    public float[] Surprises(byte[] bases, CancellationToken cancellation = default) =>
        Surprises(new ScoredPart(bases, 0), cancellation);

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<GenomePart> parts = GenomeReader.Read(input).Whole;
        List<float[]> surprises = Adapts
            ? Adapted([.. parts.Select(p => new ScoredPart(p.Bases, 0))], cancellation)
            : [.. parts.Select(p => Surprises(p.Bases, cancellation))];
        output.Write(SurpriseText(parts, surprises));
        return new JobAnswer(
            [], $"The mean is {FigureText.Number(NextBaseMeasurement.Mean(surprises), 4)} bits per base.");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        Genome genome = GenomeReader.Read(input);
        return Measure(genome.Whole, cancellation).ToResult() with { Facts = genome.Facts };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new NextBaseInspection(Backend, network, _rows);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => Design.Orders.Count == 0
        ? new PortableDesign(
            "the probability of each base that may come next", [PortableMember.Of(network.Reader, network.Own)],
            NucleotideGraph.OneOfFour, PortableAnswer.Classes(Bases.Known))
        : throw NotPortable.Because(
            "This model also weighs Markov models, counted on the whole genome in its file; fit it with {WeighsMarkov} "
            + "none.", OptionTable.Of(typeof(GenomeOptions)));

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() =>
    [
        new ModelGraph(ModelGraph.Whole, "the probability of each base that may come next", graph =>
        {
            PortableInput read = NucleotideGraph.OneOfFour;
            IEnumerable<PortableValue> markov =
                from order in Design.Orders
                from x in Bases.Known
                select new PortableValue(FormattableString.Invariant($"Markov model of order {order}, {x} next"));
            GraphValue input = graph.Numbers(
                "input", GraphAxis.Sequences, read with { Values = [.. read.Values, .. markov] });
            if (Design.Orders.Count > 0)
            {
                graph.Note(
                    "markov",
                    "ln p + ln 4 of the next base by each Markov model, whose counts are of the bases in the model "
                    + "file and not in this one");
            }

            graph.Output(
                "probabilities", graph.Softmax(network.Draw(graph, input)),
                new PortableAnswer(PortableFunction.None, [.. Bases.Known.Select(x => new PortableValue(x))]));
        }),
    ];

    /// <summary>Measures on parts of a genome.</summary>
    internal NextBaseMeasurement Measure(IReadOnlyList<GenomePart> parts, CancellationToken cancellation)
    {
        ScoredPart[] scored = [.. parts.Select(p => p.Behind(NextBaseScorer.Reach))];
        List<float[]> surprises = [.. scored.Select(p => Surprises(p, cancellation))];
        AdaptiveOrders counting = Counted([], scored, cancellation, out double mixed);
        double mixedOn = double.NaN;
        if (Adapts)
        {
            _ = Counted(training, scored, cancellation, out mixedOn);
        }

        return new NextBaseMeasurement(surprises, markov.Bits(scored, cancellation), configuration.Order)
        {
            Counting = counting.Bits,
            CountingMixed = mixed,
            CountingOn = mixedOn,
            Adapted = Adapts ? NextBaseMeasurement.Mean(Adapted(scored, cancellation)) : double.NaN,
        };
    }

    /// <summary>A line for each base: sequence, place on it from 1, base, bits.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="surprises">Bits of the bases of each part.</param>
    internal static string SurpriseText(IReadOnlyList<GenomePart> parts, IReadOnlyList<float[]> surprises)
    {
        var text = new StringBuilder("sequence,place,base,bits\n");
        foreach ((GenomePart part, float[] own) in parts.Zip(surprises))
        {
            for (int t = 0; t < own.Length; t++)
            {
                string bits = float.IsFinite(own[t]) ? FormattableString.Invariant($"{own[t]:0.0000}") : "";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{part.Name},{part.Start + t + 1},{Bases.LetterOf(part.Bases[t])},{bits}\n");
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(configuration, GenomeJson.Default.NextBaseConfiguration),
        JsonSerializer.Serialize(origin, GenomeJson.Default.NextBaseOrigin))
    {
        Tensors = [PackedBases.Pack(training)],
    };

    private float[] Surprises(ScoredPart part, CancellationToken cancellation) =>
        new NextBaseScorer(network, _rows, [part]).Surprises(part, Tape, cancellation);

    /// <summary>Bits of each base by the model that learns on.</summary>
    private List<float[]> Adapted(IReadOnlyList<ScoredPart> parts, CancellationToken cancellation)
    {
        var orders = new AdaptiveOrders(hasNetwork: true);
        return
        [
            .. parts.Select(part => Read(
                orders, part,
                new NextBaseScorer(network, _rows, [part]).Logarithms(part, Tape, cancellation), cancellation)),
        ];
    }

    /// <summary>Markov models without the network, and the mean bits per base of their mixture.</summary>
    /// <param name="before">What they count before the parts.</param>
    /// <param name="parts">The parts that are measured.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="mixed">The mean bits.</param>
    private static AdaptiveOrders Counted(
        IReadOnlyList<byte[]> before, IReadOnlyList<ScoredPart> parts, CancellationToken cancellation,
        out double mixed)
    {
        var orders = new AdaptiveOrders(hasNetwork: false);
        foreach (byte[] bases in before)
        {
            _ = Read(orders, new ScoredPart(bases, 0), [], cancellation);
        }

        mixed = NextBaseMeasurement.Mean([.. parts.Select(part => Read(orders, part, [], cancellation))]);
        return orders;
    }

    private static float[] Read(
        AdaptiveOrders orders, ScoredPart part, float[] logarithms, CancellationToken cancellation)
    {
        const int pace = 4096;
        var bits = new float[part.Bases.Length - part.First];
        orders.Break();
        for (int t = 0; t < bits.Length; t++)
        {
            if (t % pace == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            byte next = part.Bases[part.First + t];
            bits[t] = float.NaN;
            if (next == Bases.Unknown)
            {
                orders.Break();
            }
            else if (part.First + t == 0)
            {
                orders.Begin(next);
            }
            else
            {
                bits[t] = (float)orders.Read(
                    next, logarithms.Length == 0 ? [] : logarithms.AsSpan(t * Bases.Count, Bases.Count));
            }
        }

        return bits;
    }
}
