#:package Carousel@0.2.0
#:property PublishAot=false
#region program
using Carousel;

float[][][] inputs = [.. Enumerable.Range(0, 200).Select(i => new[] { new[] { i / 200f }, new[] { i % 2f } })];
float[] sums = [.. inputs.Select(sequence => sequence.Sum(step => step[0]))];
using var model = SequenceModel.Train(inputs, sums, new() { Hidden = 16, Epochs = 20 });
Console.WriteLine($"{model.Predict(inputs[7])[0]:F2}, in truth {sums[7]:F2}");
#endregion
