using Carousel.Interchange.Imports;
using Carousel.Interchange.Keras;
using Carousel.Interchange.PyTorch;
using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Keras;

public sealed class KerasModelTests
{
    public static TheoryData<string> Files => [.. KerasGolden.Names()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Import_AnswersAsKeras_OnTheExampleOfTheFile(string name)
    {
        KerasImport import = KerasModel.Import(KerasGolden.File(name), threads: 1);
        using var model = NetworkModel.Of(import.Model);

        Assert.InRange(import.LargestDifference ?? -1, double.Epsilon, 1e-5);
        Assert.Contains("(2 sequences)", import.Notes[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lstm", "LSTM 5, LSTM 4, last step, dense 3, softmax")]
    [InlineData("gru", "GRU 5, GRU 4, last step")]
    [InlineData("gru-reset-before", "GRU 5 with the reset before, dense 2")]
    [InlineData("simple-rnn", "Elman 5, dense 2, logistic")]
    [InlineData(
        "embedding-bidirectional",
        "embedding 11×4, bidirectional LSTM 3, bidirectional GRU 4 with the reset before, last states, dense 3 with "
        + "relu, dense 2")]
    [InlineData(
        "mean-of-steps",
        "dense 4 with tanh, bidirectional Elman 3, layer normalisation, mean of the steps, dense 2 with tanh")]
    [InlineData("largest-of-steps", "LSTM 4, maximum of the steps, dense 3, softmax")]
    [InlineData("backwards", "reverse LSTM 4, last states, dense 2")]
    [InlineData("backwards-steps", "reverse GRU 4 with the reset before, reverse LSTM 3, dense 2")]
    [InlineData("backwards-twice", "reverse Elman 4, GRU 3 with the reset before, last step, dense 2")]
    public void Import_MakesTheChain(string name, string chain)
    {
        using var model = NetworkModel.Of(KerasModel.Import(KerasGolden.File(name), threads: 1).Model);

        Assert.Equal(chain, model.Design.Describe());
    }

    [Fact]
    public void Read_TellsKerasByTheContent()
    {
        NetworkImport import = ForeignNetworks.Read(KerasGolden.File("lstm"), new TorchImportOptions { Threads = 1 });
        using var model = NetworkModel.Of(import.Model);

        Assert.Equal("LSTM 5, LSTM 4, last step, dense 3, softmax", model.Design.Describe());
        Assert.Contains("Keras's by at most", import.Notes[^1], StringComparison.Ordinal);
        Assert.Throws<ImportOptionException>(
            () => ForeignNetworks.Read(KerasGolden.File("lstm"), new TorchImportOptions { Layers = "lstm" }));
    }

    [Fact]
    public void Import_SaysWhichGatesAndReset()
    {
        using SequenceModel after = KerasModel.Import(KerasGolden.File("gru"), threads: 1).Model,
            before = KerasModel.Import(KerasGolden.File("gru-reset-before"), threads: 1).Model,
            lstm = KerasModel.Import(KerasGolden.File("lstm"), threads: 1).Model;

        Assert.Contains(
            after.Design.Origin, line => line.Contains("z, r, h; reset_after=True", StringComparison.Ordinal));
        Assert.Contains(
            before.Design.Origin, line => line.Contains("z, r, h; reset_after=False", StringComparison.Ordinal));
        Assert.Contains(lstm.Design.Origin, line => line.Contains("i, f, c, o", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_KeepsTheAnswers_OfAReverseLayer()
    {
        using var model = NetworkModel.Of(KerasModel.Import(KerasGolden.File("backwards-steps"), threads: 1).Model);
        string path = Path.Combine(Directory.CreateTempSubdirectory("carousel-keras-").FullName, "model.safetensors");
        model.Save(path);
        using var read = NetworkModel.Load(path, threads: 1);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        float[][] inputs = [[0.5f, -1, 0.25f, 0.75f, 0, -0.5f]];
        Assert.Equal(model.Run(inputs)[0], read.Run(inputs)[0]);
        Assert.Throws<NotPortableException>(() => ((IPortableModel)read).ToPortable());
    }

    [Theory]
    [InlineData("lstm", "1_lstm/0")]
    [InlineData("gru", "2_gru/2")]
    [InlineData("backwards-steps", "example.output")]
    public void Import_Refuses_WhenTheAnswersDiffer(string name, string tensor)
    {
        TensorFile file = KerasGolden.Changed(name, tensor, values => [values[0] + 1e-2f, .. values[1..]]);

        ModelFileException refusal = Assert.Throws<ModelFileException>(
            () => KerasModel.Import(file, "k.safetensors", threads: 1));

        Assert.Contains(
            "k.safetensors: the stored example does not fit: the imported network gives different answers: ",
            refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_Refuses_WhenAnAnswerIsNoNumber()
    {
        TensorFile file = KerasGolden.Changed("lstm", "example.output", values => [float.NaN, .. values[1..]]);

        Assert.Contains(
            "k.safetensors: the output of the stored example has the value NaN at place 0",
            Assert.Throws<ModelFileException>(() => KerasModel.Import(file, "k.safetensors", threads: 1)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Import_RefusesAWeightThatIsNoNumber_WhereTheExampleDoesNotReadIt(float value, string said)
    {
        string table = SafeTensors.Read(KerasGolden.File("embedding-bidirectional")).Tensors.Keys.First(
            n => n.Contains("embedding", StringComparison.OrdinalIgnoreCase));
        TensorFile file = KerasGolden.Changed("embedding-bidirectional", table, values => [value, .. values[1..]]);

        string message = Assert.Throws<ModelFileException>(
            () => KerasModel.Import(file, "k.safetensors", threads: 1)).Message;

        Assert.Contains("k.safetensors: 'weight' of layer 1, embedding", message, StringComparison.Ordinal);
        Assert.Contains(
            $"has the value {said} at place 0; a network with such weights gives no numbers.", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChecksAnExample_WhoseStepsKerasTurned()
    {
        TensorFile file = SafeTensors.Read(KerasGolden.File("backwards-steps"));
        string path = Path.Combine(Directory.CreateTempSubdirectory("carousel-keras-").FullName, "example.safetensors");
        SafeTensors.Write(
            path,
            new TensorFile(
                new[] { "input", "output" }.Select(
                    n =>
                        new StoredTensor(
                            n, file.Tensors["example." + n].Shape, file.Tensors["example." + n].Values.ToArray())),
                            []));

        NetworkImport import = ForeignNetworks.Read(
            KerasGolden.File("backwards-steps"), new TorchImportOptions { Check = path, Threads = 1 });
        import.Model.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Assert.StartsWith("checked: ", import.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Import_SaysSo_WhenThereIsNoExample()
    {
        TensorFile file = KerasGolden.Changed("lstm", "example.output", _ => null);
        file = new TensorFile(file.Tensors.Values.Where(t => t.Name != "example.input"), file.Metadata);

        KerasImport import = KerasModel.Import(file, "k.safetensors", threads: 1);
        using var model = NetworkModel.Of(import.Model);

        Assert.Null(import.LargestDifference);
        Assert.Contains("nothing was compared", import.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Import_PassesOver_WhatOnlyTrainingNeeds()
    {
        KerasImport import = KerasModel.Import(KerasGolden.File("largest-of-steps"), threads: 1);
        using var model = NetworkModel.Of(import.Model);
        KerasImport masked = KerasModel.Import(
            KerasGolden.Described("largest-of-steps", "\"Dropout\"", "\"Masking\""), "k", threads: 1);
        using var second = NetworkModel.Of(masked.Model);
        KerasImport stateful = KerasModel.Import(
            KerasGolden.Described("backwards", "\"stateful\":false", "\"stateful\":true"), "k", threads: 1);
        using var third = NetworkModel.Of(stateful.Model);

        Assert.Contains("the layer '2_dropout' (Dropout) acts only in training and is left out.", import.Notes);
        Assert.Contains(
            masked.Notes,
            note => note.Contains("Carousel does not skip the steps that it masks", StringComparison.Ordinal));
        Assert.Contains(stateful.Notes, note => note.Contains("is stateful in Keras", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "lstm", "\"recurrent_activation\":\"sigmoid\"", "\"recurrent_activation\":\"hard_sigmoid\"",
        "the layer '1_lstm' (LSTM) has the recurrent_activation hard_sigmoid")]
    [InlineData(
        "simple-rnn", "\"activation\":\"tanh\"", "\"activation\":{\"class_name\":\"function\",\"config\":\"relu\"}",
        "the layer '1_simplernn' (SimpleRNN) has the activation relu")]
    [InlineData(
        "simple-rnn", "\"activation\":\"tanh\"",
        "\"activation\":{\"module\":\"builtins\",\"class_name\":\"function\",\"config\":\"tanh\","
        + "\"registered_name\":\"mine>tanh\"}", "has the activation 'mine>tanh', which is not part of Keras")]
    [InlineData(
        "simple-rnn", "\"activation\":\"tanh\"",
        "\"activation\":{\"module\":\"__main__\",\"class_name\":\"function\",\"config\":\"tanh\","
        + "\"registered_name\":\"tanh\"}", "has the activation '__main__.tanh', which is not part of Keras")]
    [InlineData(
        "embedding-bidirectional", "\"input_dim\":11", "\"lora_rank\":2,\"input_dim\":11", "(Embedding) has lora_rank")]
    [InlineData(
        "embedding-bidirectional", "\"activation\":\"relu\"", "\"lora_rank\":2,\"activation\":\"relu\"",
        "(Dense) has lora_rank")]
    [InlineData(
        "embedding-bidirectional", "\"activation\":\"relu\"", "\"activation\":\"elu\"",
        "the layer '4_dense' (Dense) has the activation elu")]
    [InlineData(
        "embedding-bidirectional", "\"merge_mode\":\"concat\"", "\"merge_mode\":\"sum\"",
        "the layer '2_bidirectional' (Bidirectional) has the merge_mode sum")]
    [InlineData(
        "embedding-bidirectional", "\"merge_mode\":\"concat\"", "\"merge_mode\":null", "has the merge_mode None")]
    [InlineData("lstm", "\"return_state\":false", "\"return_state\":true", "has return_state=True")]
    [InlineData(
        "lstm", "\"class_name\":\"Dense\"", "\"class_name\":\"Conv1D\"",
        "the layer '3_dense' (Conv1D) is of a class that can't be read")]
    [InlineData("lstm", "\"units\":5", "\"units\":7", "has a kernel of the shape [3, 20]; [3, 28] is needed")]
    [InlineData("lstm", "\"use_bias\":true", "\"use_bias\":false", "has 3 weights; 2 are needed")]
    [InlineData("lstm", "\"activation\":\"tanh\"", "\"activation\":3", "has the setting activation=3")]
    [InlineData("lstm", "1_lstm/1", "1_lstm/9", "the weight '1_lstm/9' of the layer '1_lstm' is not in the file")]
    [InlineData("lstm", "{\"class_name\":\"Sequential\"", "[{\"class_name\":\"Sequential\"", "can't be read")]
    [InlineData(
        "lstm", "\"return_sequences\":true", "\"return_sequences\":false",
        "(LSTM) reads steps, but the layers before it give one row")]
    [InlineData(
        "gru", "\"reset_after\":true", "\"reset_after\":false", "has a bias of the shape [2, 15]; [15] is needed")]
    [InlineData("mean-of-steps", "\"axis\":[2]", "\"axis\":[1]", "normalises by the axis 1")]
    [InlineData(
        "largest-of-steps", "\"class_name\":\"LSTM\"", "\"class_name\":\"InputLayer\"",
        "is the first layer, which can't be read")]
    [InlineData(
        "largest-of-steps", "\"class_name\":\"GlobalMaxPooling1D\"", "\"class_name\":\"Softmax\"",
        "follows a softmax")]
    public void Import_RefusesByName_WhatItDoesNotKnow(string name, string old, string replacement, string sentence)
    {
        TensorFile file = KerasGolden.Described(name, old, replacement);

        string message = Assert.Throws<ModelFileException>(
            () => KerasModel.Import(file, "k.safetensors", threads: 1)).Message;

        Assert.StartsWith("k.safetensors: ", message, StringComparison.Ordinal);
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"module\":\"keras.activations\",\"class_name\":\"function\",\"config\":\"tanh\",\"registered_name\":null}")]
    [InlineData(
        "{\"module\":\"builtins\",\"class_name\":\"function\",\"config\":\"tanh\",\"registered_name\":\"function\"}")]
    public void Import_TakesKerasOwnFunction_AsAnObject(string function)
    {
        using var model = NetworkModel.Of(KerasModel.Import(
            KerasGolden.Described("simple-rnn", "\"activation\":\"tanh\"", $"\"activation\":{function}"),
            "k.safetensors", threads: 1).Model);

        Assert.Equal(NetworkLayerKind.Elman, model.Design.Layers[0].Kind);
    }

    [Fact]
    public void Import_FollowsEachSetting_OfADenseLayer()
    {
        using var model = NetworkModel.Of(KerasModel.Import(KerasGolden.File("mean-of-steps"), threads: 1).Model);

        Assert.Equal(ElementwiseFunction.Tanh, model.Design.Layers[0].Activation);
        Assert.Equal(PortableFunction.None, model.Design.Answer);
        Assert.Equal(1e-3f, model.Design.Layers[2].Epsilon);
    }
}
