// Whole jobs without the command: from a file to a model, its answers, and files for other tools.
using System.Globalization;
using Carousel.Anomalies;
using Carousel.Classification;
using Carousel.Interchange;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Tagging;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.ElementAtOrDefault(0) ?? ".";
int? epochs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : null;
string In(string name) => Path.Combine(folder, name);
var fit = new FitOptions { Epochs = epochs, Hidden = 16 };

#region job
// The chain of features inside a tagger stays in Carousel: for ONNX the network learns without it.
var options = new TagOptions { Fit = fit, Baseline = BaselineInside.None };
TagPlan plan = TagPlan.Read(In("sentences.conll"), options);
using (Fitted<Tagger> fitted = await plan.FitAsync())
{
    JobResult result = fitted.Measure();
    Console.WriteLine(result.Sentence);
    result.Save(In("out"));                        // report.html and what the job leaves beside it
    fitted.Model.Save(In("tagger.safetensors"));
    fitted.Model.ToOnnx(In("out"));
}

using var loaded = Tagger.Load(In("tagger.safetensors"));
string[] tokens = ["the", "old", "whale", "swims"];
Console.WriteLine(string.Join(' ', tokens.Zip(loaded.LabelsOf(tokens), (token, label) => $"{token}/{label}")));
#endregion

// For a device: forwards in time, and without the counts of words inside, which stay in Carousel.
var small = new ClassOptions { Fit = fit, Ensemble = 1, IsCausal = true, Baseline = ClassBaseline.None };
ClassPlan reviews = ClassPlan.Read(In("reviews.tsv"), small);
using Fitted<Classifier> classifier = await reviews.FitAsync();
Console.WriteLine(string.Join(", ", classifier.Model.ToC(In("out"), prefix: "reviews").Select(Path.GetFileName)));
classifier.Model.ToPage(In("reviews.html"));

ChannelPlan channels = ChannelPlan.Read(In("channels.csv"), new AnomalyOptions { Fit = fit });
using Fitted<ChannelModel> watch = await channels.FitAsync();
ChannelVerdicts verdicts = watch.Model.Judge(JobInput.OfFile(In("channels.csv")));
Console.WriteLine($"{verdicts.Ranges().Count} anomalies");
