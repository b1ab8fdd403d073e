using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Textbook.Proteins;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// What a linear probe reads of the net charge of a prefix from a small model of proteins, whether the model uses it,
/// and over how many units it is spread; the same of a network that was trained to know the charge.
/// </summary>
internal sealed class ProteinTrial(ProteinSet? proteins = null) : StatementTrial
{
    private const int Units = 32, Batch = 32, Trained = 7_680, TrainedOnCharge = 2_560;

    /// <inheritdoc/>
    public override int Number => 29;

    /// <inheritdoc/>
    public override IReadOnlyList<StatementFile> Files => [ProteinSet.File];

    /// <inheritdoc/>
    public override StatementTrial Reading(string folder) => new ProteinTrial(ProteinSet.Read(folder));

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var residues = new ProteinTask(proteins!.Training, asksCharge: false);
        var charges = new ProteinTask(proteins.Training, asksCharge: true);
        TaskNetwork model = GenomeTraining.Fit(
            backend, new Lstm(residues.InputSize, Units), residues, Trained, Batch, 0.01, seed, cancellation);
        progress(0.5);
        TaskNetwork planted = GenomeTraining.Fit(
            backend, new Lstm(charges.InputSize, Units), charges, TrainedOnCharge, Batch, 0.01, seed, cancellation);
        progress(0.8);
        var untrained = new TaskNetwork(new Lstm(residues.InputSize, Units), residues.OutputSize);
        untrained.Build(backend, seed);
        var probe = new PrefixProbe(backend, model, residues, proteins.Test, seed);
        var plantedProbe = new PrefixProbe(backend, planted, charges, proteins.Test, seed);
        (double charge, double control) = probe.Explained(cancellation);
        double before = new PrefixProbe(backend, untrained, residues, proteins.Test, seed)
            .Explained(cancellation).Charge;
        (double ablated, double drawn) = AblatedLoss.Of(
            backend, model, residues, proteins.Test, probe, seed, cancellation);
        (double plantedAblated, double plantedDrawn) = AblatedLoss.Of(
            backend, planted, charges, proteins.Test, plantedProbe, seed, cancellation);
        return new Dictionary<string, double>
        {
            ["planted_read"] = plantedProbe.Explained(cancellation).Charge,
            ["planted_ablated_log2"] = Math.Log2(plantedAblated / plantedDrawn),
            ["charge_read"] = charge,
            ["charge_less_control"] = charge - control,
            ["charge_less_untrained"] = charge - before,
            ["ablated_less_drawn"] = ablated - drawn,
            ["best_unit_over_all"] = probe.BestUnitOverAll(cancellation),
        };
    }
}
