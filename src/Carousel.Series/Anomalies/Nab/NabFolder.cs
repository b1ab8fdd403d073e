using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Jobs;

namespace Carousel.Anomalies;

/// <summary>
/// Detections as the benchmark's programs read them: <c>DETECTOR/CATEGORY/DETECTOR_NAME.csv</c> and
/// <c>thresholds.json</c>.
/// </summary>
internal static class NabFolder
{
    /// <summary>The thresholds, laid out as the benchmark's <c>config/thresholds.json</c>.</summary>
    public const string Thresholds = "thresholds.json";

    /// <summary>The files, those of a detector one after the other.</summary>
    /// <param name="detectors">What is written.</param>
    public static IEnumerable<JobFile> Files(IReadOnlyList<NabDetector> detectors)
    {
        foreach (NabDetector detector in detectors)
        {
            IReadOnlyList<IReadOnlyList<int>> alarms = detector.Alarms();
            for (int f = 0; f < detector.Files.Count; f++)
            {
                NabFile file = detector.Files[f];
                string name = file.Name[(file.Name.LastIndexOf('/') + 1)..];
                yield return JobFile.OfText(
                    $"{detector.Name}/{file.Category}/{detector.Name}_{name}", Rows(detector, f, alarms[f]));
            }
        }

        yield return JobFile.OfText(Thresholds, ThresholdsOf(detectors));
    }

    /// <summary>
    /// −log₁₀ of a probability as the benchmark wants a score: from 0 to 1, more is odder. One less the
    /// probability itself would be 1 for all that is very odd.
    /// </summary>
    public static double Anomaly(double score) => score / (1 + score);

    // Rows of the quiet time have no score: the benchmark's programs know of none and would count them as alarms.
    private static string Rows(NabDetector detector, int index, IReadOnlyList<int> alarms)
    {
        NabFile file = detector.Files[index];
        HashSet<int> raised = [.. alarms];
        var text = new StringBuilder("timestamp,value,anomaly_score,label\n");
        for (int r = 0; r < file.Values.Count; r++)
        {
            double score = detector.Scores[index][r];
            bool isShown = raised.Contains(r) || (score <= detector.Threshold && r >= file.Probation);
            bool isLabeled = file.Windows.Any(w => r >= w.Start && r < w.End);
            double shown = isShown ? Anomaly(score) : 0;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{file.Stamps[r]:yyyy-MM-dd HH:mm:ss},{file.Values[r]},{shown:R},"
                + $"{(isLabeled ? 1 : 0)}\n");
        }

        return text.ToString();
    }

    private static string ThresholdsOf(IReadOnlyList<NabDetector> detectors)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            foreach (NabDetector detector in detectors)
            {
                var run = new NabRun(detector.Files);
                IReadOnlyList<IReadOnlyList<int>> alarms = detector.Alarms();
                json.WriteStartObject(detector.Name);
                foreach (NabProfile profile in NabProfile.All)
                {
                    json.WriteStartObject(profile.FileKey);
                    json.WriteNumber("score", alarms.Select((own, f) => run.Raw(f, own, profile)).Sum());

                    // The benchmark counts a score that is equal to the threshold.
                    json.WriteNumber("threshold", Math.BitIncrement(Anomaly(detector.Threshold)));
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
