using System.Data;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel;

/// <content>From arrays or rows of a table to a trained model.</content>
public sealed partial class SequenceModel
{
    // With fewer sequences than this none is spared for validation, unless more are asked for by the share.
    private const int LeastToValidate = 5;

    /// <summary>Trains a network on sequences.</summary>
    /// <param name="inputs">The sequences: <c>float[][][]</c> (of any lengths), <c>float[,,]</c>, or flat values by
    /// <see cref="SequenceInputs"/>.</param>
    /// <param name="targets">What the model has to say, of each sequence (<c>float[]</c>, <c>float[][]</c>,
    /// <c>float[,]</c>, classes <c>int[]</c>, labels <c>string[]</c>) or of each step (<c>float[][][]</c>,
    /// <c>float[,,]</c>, <c>int[][]</c>, <c>string[][]</c>).</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Receives a report of each epoch.</param>
    /// <param name="cancellation">Ends the training after the present step: the model of the best epoch so far is
    /// returned, and <see cref="Result"/> says that it was cancelled.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Inputs, targets and names do not fit together; the message says
    /// where.</exception>
    /// <exception cref="DivergenceException">A loss or gradient was not finite.</exception>
    public static SequenceModel Train(
        SequenceInputs inputs, SequenceTargets targets, SequenceOptions? options = null,
        IProgress<EpochReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        targets.RequireFit(inputs);
        options ??= new SequenceOptions();
        return WithBackend(
            options.Threads, backend => Train(backend, inputs, targets, options, progress, cancellation));
    }

    /// <summary>Trains a network on rows of a table, such as those of a database.</summary>
    /// <param name="rows">The rows, each a step, in the order of time. Every column is a feature except the target and
    /// the one that identifies sequences.</param>
    /// <param name="target">The column to predict: numbers, or labels if it contains text.</param>
    /// <param name="sequence">The column that identifies sequences; null if all rows are one sequence, each of
    /// whose steps has its target.</param>
    /// <param name="everyStep">Whether each row has its own target; else all rows of a sequence have the
    /// same target.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Receives a report of each epoch.</param>
    /// <param name="cancellation">Ends the training after the present step: the model of the best epoch so far is
    /// returned.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A column is missing, or a row does not fit; the message says
    /// which.</exception>
    /// <exception cref="DivergenceException">A loss or gradient was not finite.</exception>
    public static SequenceModel Train(
        IDataReader rows, string target, string? sequence = null, bool everyStep = false,
        SequenceOptions? options = null, IProgress<EpochReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new SequenceOptions();
        var table = RowSequences.Read(
            rows, target, sequence, everyStep || sequence is null, options.Start?.InputNames);
        return Train(
            table.Inputs, table.Targets,
            options with
            {
                InputNames = options.InputNames.Count > 0 ? options.InputNames : table.Columns,
                OutputNames = options.OutputNames.Count > 0 ? options.OutputNames : [target],
            }, progress, cancellation);
    }

    /// <summary>Trains on a separate thread.</summary>
    /// <inheritdoc
    /// cref="Train(SequenceInputs, SequenceTargets, SequenceOptions, IProgress{EpochReport}, CancellationToken)"/>
    public static Task<SequenceModel> TrainAsync(
        SequenceInputs inputs, SequenceTargets targets, SequenceOptions? options = null,
        IProgress<EpochReport>? progress = null, CancellationToken cancellation = default) =>
        BackgroundThread.Run(() => Train(inputs, targets, options, progress, cancellation));

    private static SequenceModel Train(
        CpuBackend backend, SequenceInputs inputs, SequenceTargets targets, SequenceOptions options,
        IProgress<EpochReport>? progress, CancellationToken cancellation)
    {
        RequireWeights(options.Weights, inputs.Count);
        NetworkChain? start = options.Start?.Network;
        if (start is not null)
        {
            NetworkLayer[] layers = [.. start.Design.Layers.Where(l => l.IsRecurrent)];
            if (layers.Length != (options.GivenLayers ?? layers.Length)
                || layers.Any(l => l.Units != (options.GivenHidden ?? l.Units)
                    || (options.GivenCell is { } cell && l.Cell != RecurrentCell.Of(cell))))
            {
                throw new ArgumentException(
                    $"Cell, Hidden and Layers must be those of the model to start from, {start.Design.Describe()}, or "
                    + "left out.");
            }

            inputs.RequireReadBy(start.Design);
            targets = targets.For(start.Design);
        }

        (int[] training, int[] validation) = Parts(inputs.Count, options);
        NetworkDesign design = start?.Design ?? Designed(training, inputs, targets, options);
        RequireLoss(options.Loss, design);
        ArrayExample[] judged = Examples(validation, inputs, targets, design, options.Weights);
        if (options.Validation is (var other, var answers))
        {
            answers.RequireFit(other);
            other.RequireReadBy(design);
            judged = Examples([.. Enumerable.Range(0, other.Count)], other, answers.For(design), design, []);
        }

        var network = new NetworkChain(design with
        {
            Origin =
            [
                .. start?.Design.Origin ?? [],
                $"trained on {training.Length} sequences from a program; {judged.Length} others chose the best "
                + "epoch",
            ],
        });
        network.Build(backend, options.Seed);
        if (start is not null)
        {
            network.Load(start.ToTensors(), "the model to start from");
        }

        var problem = new ArrayProblem(
            network, Examples(training, inputs, targets, design, options.Weights), judged, targets.Width, options);
        using var trainer = new Trainer(
            backend, problem,
            new TrainerOptions
            {
                Seed = options.Seed,
                Epochs = options.Epochs,
                LearningRate = options.LearningRate,
                Patience = judged.Length > 0 ? options.Patience : 0,
                Optimizer = options.Optimizer,
                Schedule = options.Schedule,
                ClipNorm = options.ClipNorm,
            }, progress is null ? [] : [new EpochProgress(progress)]);
        TrainingResult result = trainer.Fit(cancellation);
        return new SequenceModel(
            backend, network, NetworkTraining.Of(result, options.Seed, network.ParameterCount));
    }

    private static NetworkDesign Designed(
        int[] training, SequenceInputs inputs, SequenceTargets targets, SequenceOptions options)
    {
        if (targets.Labels is [var only])
        {
            throw new ArgumentException(
                $"All targets are of the class '{only}'; two classes at least are needed.");
        }

        NetworkDesign design = DesignOf(inputs, targets, options);
        return !options.Standardize ? design : design with
        {
            InputScales =
                inputs.Symbols > 0 ? null : Scales(training.Select(s => inputs.Values[s]), inputs.Features),
            OutputScales =
                targets.Labels.Count > 0 ? null : Scales(training.Select(s => targets.Values[s]), targets.Size),
        };
    }

    private static void RequireWeights(IReadOnlyList<float> weights, int count)
    {
        if (weights.Count != 0 && weights.Count != count)
        {
            throw new ArgumentException($"There are {count} sequences, but weights for {weights.Count}.");
        }

        if (weights.ToList().FindIndex(w => w is not >= 0 or float.PositiveInfinity) is >= 0 and var s)
        {
            throw new ArgumentException($"The weight of sequence {s} is {weights[s]}; it must be 0 or more.");
        }

        if (weights.Count > 0 && weights.Max() == 0)
        {
            throw new ArgumentException("All weights are 0.");
        }
    }

    private static void RequireLoss(Loss? loss, NetworkDesign design)
    {
        LossKind[] fitting = design.Answer == PortableFunction.Softmax
            ? [LossKind.CrossEntropy]
            : [LossKind.Squared, LossKind.Absolute, LossKind.Huber];
        if (loss is not null && !fitting.Contains(loss.Function.Kind))
        {
            throw new ArgumentException(
                $"The loss {loss.Function.Kind} does not fit; these do: {string.Join(", ", fitting)}.");
        }
    }

    private static (int[] Training, int[] Validation) Parts(int count, SequenceOptions options)
    {
        int[] order = new int[count];
        new CounterRandom(options.Seed, CounterRandom.Purpose("validation sequences")).Permutation(0, order);
        double share = options.Validation is null ? options.ValidationShare : 0;
        int held = (int)Math.Round(share * count);
        held = share > 0 && count >= LeastToValidate ? Math.Max(1, held) : held;
        held = Math.Min(held, count - 1);
        return ([.. order[held..].Order()], [.. order[..held].Order()]);
    }

    private static NetworkDesign DesignOf(SequenceInputs inputs, SequenceTargets targets, SequenceOptions options)
    {
        var cell = RecurrentCell.Of(options.Cell);
        int width = inputs.Features;
        var layers = new List<NetworkLayer>();
        if (inputs.Symbols > 0)
        {
            layers.Add(new NetworkLayer(NetworkLayerKind.Embedding, inputs.Symbols, width = options.Hidden));
        }

        void Drop()
        {
            if (options.Dropout > 0)
            {
                layers.Add(new NetworkLayer(NetworkLayerKind.Dropout, width, width) { Rate = options.Dropout });
            }
        }

        for (int l = 0; l < options.Layers; l++)
        {
            if (l > 0)
            {
                Drop();
            }

            layers.Add(
                NetworkLayer.Of(cell, width, options.Hidden) with { Bidirectional = options.Bidirectional });
            width = layers[^1].OutputSize;
        }

        if (!targets.IsEveryStep)
        {
            // The reverse direction knows most at the first step: its last state.
            layers.Add(new NetworkLayer(NetworkLayerKind.Pooling, width, width)
            {
                Pooling = options.Bidirectional ? NetworkPooling.Final : NetworkPooling.Last,
            });
        }

        Drop();
        layers.Add(new NetworkLayer(NetworkLayerKind.Dense, width, targets.Size));
        return new NetworkDesign(layers)
        {
            Answer = targets.Labels.Count > 0 ? PortableFunction.Softmax : PortableFunction.None,
            InputNames = options.InputNames,
            OutputNames = targets.Labels.Count > 0 ? targets.Labels : options.OutputNames,
        };
    }

    private static FittedScaler[] Scales(IEnumerable<float[]> sequences, int width)
    {
        float[] all = [.. sequences.SelectMany(s => s)];
        return
        [
            .. Enumerable.Range(0, width)
                .Select(k => StandardScaler.Fit(
                    [.. Enumerable.Range(0, all.Length / width).Select(r => all[(r * width) + k])])),
        ];
    }

    private static ArrayExample[] Examples(
        int[] part, SequenceInputs inputs, SequenceTargets targets, NetworkDesign design,
        IReadOnlyList<float> weights)
    {
        float mean = weights.DefaultIfEmpty(1).Average();
        return
        [
            .. part.Select(s => new ArrayExample(
                design.Scaled(inputs.Values[s]), design.ScaledTarget(targets.Values[s]),
                weights.Count > 0 ? weights[s] / mean : 1)),
        ];
    }

    /// <summary>Reports each epoch to the caller.</summary>
    private sealed class EpochProgress(IProgress<EpochReport> progress) : ITrainingObserver
    {
        public void OnEpoch(in EpochReport report) => progress.Report(report);
    }
}
