using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// What the states of a small model of the next base tell, without labels in its training, of the place in a codon, of
/// genes and of their beginnings, above what the bases just before tell; and whether it completes a binding site.
/// </summary>
internal sealed class NextBaseTrial(Genome? real = null) : StatementTrial
{
    private const int Units = 32, Windows = 16_000, Batch = 16, Simulated = 800_000, Prompts = 200;

    /// <inheritdoc/>
    public override int Number => 24;

    /// <inheritdoc/>
    public override IReadOnlyList<StatementFile> Files => ColiGenome.Files;

    /// <inheritdoc/>
    public override StatementTrial Reading(string folder) => new NextBaseTrial(ColiGenome.Read(folder));

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>();
        Add("simulated", SimulatedGenomes.Bacteria(Simulated, seed));
        progress(0.5);
        Add("coli", real!);
        return effects;

        void Add(string name, Genome genome)
        {
            (GenomeRegion training, _, GenomeRegion test) = GenomeRegion.Divide(genome);
            var task = new NextBaseTask(name, training);
            TaskNetwork network = GenomeTraining.Fit(
                backend, new Lstm(task.InputSize, Units), task, Windows, Batch, 0.01, seed, cancellation);
            var untrained = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
            untrained.Build(backend, seed);
            GenomeProperty[] properties =
            [
                GenomeProperty.Frame, GenomeProperty.Gene, GenomeProperty.Start,
                .. name == "simulated" ? [GenomeProperty.Nothing] : Array.Empty<GenomeProperty>(),
            ];
            foreach (GenomeProperty property in properties)
            {
                var probe = new GenomeProbe(backend, task, property, training, test, seed);
                double states = probe.OfStates(network, cancellation),
                    rival = Math.Max(probe.OfStates(untrained, cancellation), probe.OfContext(cancellation));
                effects[$"{name}_{property.Name}"] = states - rival;
            }

            effects[$"{name}_motif"] = Completed(backend, network, task, test, seed);
        }
    }

    /// <summary>
    /// How many bits likelier a G is after AGGAG than after these letters in another order, both written after bases
    /// outside the genes of the strand.
    /// </summary>
    private static double Completed(
        CpuBackend backend, TaskNetwork network, NextBaseTask task, GenomeRegion region, ulong seed)
    {
        byte[] letters = Bases.Of("AGGAG");
        const byte completing = 2;
        var random = new TrialRandom(seed, "textbook/prompts", 0);
        var batch = new TaskBatch(task);
        batch.Begin(NextBaseTask.Length, 2 * Prompts);
        for (int k = 0; k < Prompts; k++)
        {
            (CodingStrand strand, int at, int own) = GenomeProperty.Gene.Draw(region, random, NextBaseTask.Length);
            while (own == 1)
            {
                (strand, at, own) = GenomeProperty.Gene.Draw(region, random, NextBaseTask.Length);
            }

            byte[] bases = strand.Bases.AsSpan(at + 1 - NextBaseTask.Length, NextBaseTask.Length).ToArray();
            int place = bases.Length - letters.Length;
            letters.CopyTo(bases, place);
            StartWindowTask.Write(batch, 2 * k, bases);
            WrittenWords.Shuffled(letters, random).CopyTo(bases, place);
            StartWindowTask.Write(batch, (2 * k) + 1, bases);
            batch.AddTarget(2 * k, NextBaseTask.Length - 1, completing);
            batch.AddTarget((2 * k) + 1, NextBaseTask.Length - 1, completing);
        }

        using var arena = new Arena(backend);
        float[] outputs = TaskEvaluation.Predict(new Tape(backend, arena), network, batch);
        return Enumerable.Range(0, Prompts).Average(k => Bits(2 * k) - Bits((2 * k) + 1));

        double Bits(int row)
        {
            ReadOnlySpan<float> logits = outputs.AsSpan(row * Bases.Count, Bases.Count);
            double sum = 0;
            foreach (float logit in logits)
            {
                sum += Math.Exp(logit - logits[completing]);
            }

            return -Math.Log2(sum);
        }
    }
}
