using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Textbook.Uses.Customers;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Who leaves, by the whole history and by counts, and what spikes of the input gate point at.</summary>
internal sealed class ChurnTrial : StatementTrial
{
    private const int Units = 16, Batches = 1200, Counted = 6000, Asked = 6000, Traced = 300;
    private const int ClosedNetworks = 2, UsualNetworks = 8;
    private const float ClosedGate = -3;

    /// <inheritdoc/>
    public override int Number => 30;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        ChurnTask.Customer[] asked = Lived(seed, "asked", Asked);
        bool[] leaves = [.. asked.Select(c => c.Leaves[^1])];
        int done = 0;
        Reader[] Readers(int networks, float bias)
        {
            var readers = new Reader[networks];
            for (int n = 0; n < networks; n++)
            {
                readers[n] = Trained((seed * UsualNetworks) + (ulong)n, backend, bias, cancellation);
                progress(++done / (double)(ClosedNetworks + UsualNetworks));
            }

            return readers;
        }

        Reader[] closed = Readers(ClosedNetworks, ClosedGate), usual = Readers(UsualNetworks, 0);
        var counts = new ChurnCounts(Lived(seed, "counted", Counted));
        double area = closed.Average(
            r => RankingMetrics.RocArea([.. r.Odds(backend, asked).Select(o => o[^1])], leaves));
        Spikes[] ofClosed = [.. closed.Select(r => Spikes.Of(seed, backend, r))];
        Spikes[] ofUsual = [.. usual.Select(r => Spikes.Of(seed, backend, r))];
        return new Dictionary<string, double>
        {
            ["churn_area"] = area,
            ["churn_over_counts"] = area - RankingMetrics.RocArea([.. asked.Select(counts.Score)], leaves),
            ["closed_precision"] = ofClosed.Average(s => s.Precision),
            ["closed_recall"] = ofClosed.Average(s => s.Recall),
            ["closed_at_harmless"] = ofClosed.Average(s => s.AtHarmless),
            ["usual_precision"] = ofUsual.Average(s => s.Precision),
            ["usual_recall"] = ofUsual.Average(s => s.Recall),
        };
    }

    private static ChurnTask.Customer[] Lived(ulong seed, string purpose, int count)
    {
        var random = new TrialRandom(seed, $"textbook/churn/{purpose}", 0);
        return [.. Enumerable.Range(0, count).Select(_ => ChurnTask.Customer.Live(random))];
    }

    private static Reader Trained(ulong seed, CpuBackend backend, float bias, CancellationToken cancellation)
    {
        var task = new ChurnTask();
        var layer = new Lstm(task.InputSize, Units);
        TaskNetwork network = UseTraining.Run(
            backend, layer, task, Batches, seed, cancellation, prepare: () =>
            {
                float[] biases = layer.B.Value.ToArray();
                biases.AsSpan(0, Units).Fill(bias);
                layer.B.Set(biases);
            });
        return new Reader(layer, network);
    }

    private readonly record struct Reader(Lstm Layer, TaskNetwork Network)
    {
        /// <summary>The log odds to leave, [customer][week].</summary>
        public double[][] Odds(CpuBackend backend, IReadOnlyList<ChurnTask.Customer> customers)
        {
            using var arena = new Arena(backend);
            var batch = new TaskBatch(new ChurnTask());
            ChurnTask.Write(customers, batch, ahead: 0);
            float[] logits = TaskEvaluation.Predict(new Tape(backend, arena), Network, batch);
            double[][] odds = [.. customers.Select(_ => new double[ChurnTask.Weeks])];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                odds[batch.TargetSequences[k]][batch.TargetSteps[k]] = logits[(2 * k) + 1] - logits[2 * k];
            }

            return odds;
        }
    }

    /// <summary>
    /// What spikes of the input gate of a layer point at: those after which leaving is likelier than the week before,
    /// as the job that tells when customers leave counts them.
    /// </summary>
    /// <param name="Precision">The share of spikes that are at an outage or a dispute; 0 without any.</param>
    /// <param name="Recall">The share of outages and disputes with a spike.</param>
    /// <param name="AtHarmless">The share of weeks with only a newsletter that have a spike.</param>
    private readonly record struct Spikes(double Precision, double Recall, double AtHarmless)
    {
        public static Spikes Of(ulong seed, CpuBackend backend, Reader reader)
        {
            float[] Gates(ChurnTask.Customer customer) => NetworkTrace.Of(
                backend, reader.Layer, customer.History, [TraceQuantity.InputGate])[0][TraceQuantity.InputGate];
            var rule = GateSpikes.Fit([.. Lived(seed, "fixed by", Traced).Select(Gates)], Units);
            int spikes = 0, found = 0, planted = 0, harmless = 0, harmlessFound = 0;
            ChurnTask.Customer[] customers = Lived(seed, "traced", Traced);
            double[][] odds = reader.Odds(backend, customers);
            for (int c = 0; c < customers.Length; c++)
            {
                ChurnTask.Customer customer = customers[c];
                int[] own = [.. rule.Find(Gates(customer)).Where(week => odds[c][week] > odds[c][week - 1])];
                spikes += own.Length;
                found += own.Count(week => customer.IsPlanted[week]);
                harmlessFound += own.Count(week => customer.IsHarmless[week]);

                // The first week, which always writes, is left out of all counts.
                planted += customer.IsPlanted.Skip(1).Count(p => p);
                harmless += customer.IsHarmless.Skip(1).Count(p => p);
            }

            return new Spikes(
                spikes == 0 ? 0 : found / (double)spikes, found / (double)planted, harmlessFound / (double)harmless);
        }
    }
}
