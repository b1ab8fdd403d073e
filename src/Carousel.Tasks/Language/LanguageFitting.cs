using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Language;

/// <summary>Fits a language model on the training part; the validation part chooses the epoch.</summary>
internal static class LanguageFitting
{
    public static LanguageModel Fit(LanguagePlan plan, FitRun run, Backend backend, CancellationToken cancellation)
    {
        var network = new LanguageNetwork(plan.Design);
        ulong seed = plan.Fit.Seed;
        ModelFitting.Begin(network, backend, seed, run, LanguageFile.Task);
        LanguageScorer? validation = plan.Split.Test > plan.Split.Training
            ? new LanguageScorer(network, plan.Units[..plan.Split.Test], plan.Split.Training)
            : null;
        var problem = new LanguageProblem(
            network, plan.Units[..plan.Split.Training], validation, plan.Training.Batch, plan.Length, seed, plan.Fingerprint);
        using var sampler = new EpochSampler(plan, backend, network);
        TrainerOptions options = LanguageChoices.Trainer(plan.Options, plan.Training, problem.BatchesIn(0));
        TrainingResult result = ModelFitting.Train(
            backend, problem, options, run with { Observers = [.. run.Observers, sampler] }, cancellation);
        var origin = new LanguageOrigin(
            plan.Tokeniser.Kind, plan.Split.End, plan.Split.Training, plan.Split.Test, plan.Tokeniser.Decode([.. plan.Prime]), plan.UnitsFingerprint);
        return new LanguageModel(backend, network, plan.Tokeniser, FitSummary.Of(result, seed, network.ParameterCount), origin);
    }
}
