using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Classification;

/// <summary>Fits the networks, then the temperature on what each network did not learn from.</summary>
internal static class ClassFitting
{
    private const int Digits = 32;

    public static Classifier Fit(ClassPlan plan, FitRun run, CpuBackend backend, CancellationToken cancellation)
    {
        var model = new ClassModel(plan.Encoder);
        ModelFitting.Begin(model, backend, plan.Fit.Seed, run, ClassFile.Task);
        string data = Fingerprint(plan.Split.Train);
        string fingerprint = string.Join(
            '|', data, Sources(plan.Split.Train), JsonSerializer.Serialize(plan.Design, ClassJson.Default.ClassDesign), JsonSerializer.Serialize(plan.Training, ClassJson.Default.ClassTraining));
        using var problem = new ClassProblem(backend, model, plan.Samples, plan.Training, plan.Fit.Seed, fingerprint);

        // The loss is the mean over M networks: each network's gradient is 1/M of its own, and their common norm 1/√M.
        TrainingChoices choices = plan.Choices;
        TrainerOptions options = choices.ToTrainerOptions(plan.Fit.Seed, problem.BatchesIn(0)) with
        {
            ClipNorm = (choices.ClipNorm ?? 0) / Math.Sqrt(plan.Design.Ensemble),
            ClipValue = (choices.ClipValue ?? 0) / plan.Design.Ensemble,
        };
        TrainingResult result = ModelFitting.Train(backend, problem, options, run, cancellation);
        (float[] scores, int[] truth) = problem.Unseen(CancellationToken.None);
        int[] counts = [.. Enumerable.Range(0, plan.Split.Labels.Count).Select(c => plan.Samples.Count(s => s.Class == c))];
        double temperature = Temperature.Fit(scores, truth, plan.Split.Labels.Count);
        var origin = new ClassOrigin(data, counts, plan.Samples.Max(s => s.Steps), temperature, plan.Columns);
        return new Classifier(backend, model, FitSummary.Of(result, plan.Fit.Seed, model.ParameterCount), origin);
    }

    /// <summary>A text that differs for other sequences or classes.</summary>
    private static string Fingerprint(ClassData data)
    {
        var hash = new DataFingerprint();
        foreach (ClassSample sample in data.Samples)
        {
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{sample.Label}\n{sample.Text}\n{sample.Values.Length}\n"));
            hash.Add(sample.Values);
        }

        return hash.Finish(Digits);
    }

    /// <summary>A text that differs where the training uses something else beside the sequences: groups, which decide what checks, and the sound that is changed anew in each epoch.</summary>
    internal static string Sources(ClassData data)
    {
        var hash = new DataFingerprint();
        foreach (ClassSample sample in data.Samples)
        {
            hash.Add(string.Create(CultureInfo.InvariantCulture, $"{sample.Group}\n{sample.Sound?.Rate}\n{sample.Sound?.Samples.Length}\n"));
            hash.Add((sample.Sound?.Samples).AsSpan());
        }

        return hash.Finish(Digits);
    }
}
