#:package Carousel@0.2.0
#:package Carousel.Interchange@0.2.0
#:property PublishAot=false
#region program
using Carousel;
using Carousel.Interchange;

// 500 sequences of 5 to 12 steps of 2 features; the answer is the sum of the first feature.
var random = new Random(1);
float[][][] inputs = [.. Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, random.Next(5, 13))
    .Select(_ => new[] { random.NextSingle(), random.NextSingle() }).ToArray())];
float[] sums = [.. inputs.Select(sequence => sequence.Sum(step => step[0]))];

using var model = SequenceModel.Train(inputs, sums, new() { Hidden = 32, Epochs = 50 });
model.Save("model.safetensors");
model.ToOnnx("model.onnx");

using var loaded = SequenceModel.Load("model.safetensors");
using SequenceStream stream = loaded.Stream();
foreach (float[] step in inputs[0])
{
    Console.WriteLine($"after step {stream.Steps + 1}: {stream.Step(step)[0]:F2}");
}

Console.WriteLine($"the whole sequence: {loaded.Predict(inputs[0])[0]:F2}, in truth {sums[0]:F2}");
#endregion
