using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Classification;

/// <summary>Fits the networks, then the temperature on what each network did not learn from.</summary>
internal static class ClassFitting
{
    public static Classifier Fit(ClassPlan plan, FitRun run, CpuBackend backend, CancellationToken cancellation)
    {
        var model = new ClassModel(plan.Encoder);
        ModelFitting.Begin(model, backend, plan.Fit.Seed, run, ClassFile.Task);
        string data = Fingerprint(plan.Split.Train);
        string fingerprint = string.Join(
            '|', data, JsonSerializer.Serialize(plan.Design, ClassJson.Default.ClassDesign), JsonSerializer.Serialize(plan.Training, ClassJson.Default.ClassTraining));
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

    /// <summary>The first half of a hash of all sequences and classes.</summary>
    private static string Fingerprint(ClassData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ClassSample sample in data.Samples)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sample.Label}\n{sample.Text}\n{sample.Values.Length}\n")));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(sample.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
