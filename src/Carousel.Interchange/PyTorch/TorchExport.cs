using System.Globalization;
using System.Text;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// The weights of a model under the names of PyTorch's modules, and the lines of Python that take them.
/// </summary>
/// <param name="Tensors">In single precision, in the order of the layers.</param>
/// <param name="Modules">The modules, in order: the name in front of their tensors, and how PyTorch makes them.</param>
internal sealed record TorchExport(
    IReadOnlyList<StoredTensor> Tensors, IReadOnlyList<(string Name, string Module)> Modules)
{
    /// <summary>Takes the weights out of a model.</summary>
    /// <param name="model">The model; weights in 8 bits leave in single precision.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="NotPortableException">PyTorch has no module for one of the layers. The message names
    /// it.</exception>
    public static TorchExport Of(ITrainedModel model)
    {
        var writer = new StateWriter();
        if (model.Networks is [NetworkChain chain])
        {
            writer.AddChain(chain);
        }
        else
        {
            for (int n = 0; n < model.Networks.Count; n++)
            {
                writer.AddTree(
                    model.Networks[n], model.Networks.Count == 1 ? "" : FormattableString.Invariant($"member{n}"));
            }
        }

        return writer.Done();
    }

    /// <summary>Writes the weights, completely or not at all.</summary>
    /// <param name="path">The file: safetensors if its name ends so, else the format of PyTorch.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public void Write(string path)
    {
        if (Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            SafeTensors.Write(path, new TensorFile(Tensors, [new("format", "pt")]));
        }
        else
        {
            TorchFile.Write(path, Tensors);
        }
    }

    /// <summary>Lines of Python that make the modules and load the file.</summary>
    /// <param name="file">The file's name.</param>
    /// <returns>The lines.</returns>
    public IEnumerable<string> Python(string file)
    {
        bool isPickle = !file.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        yield return "import torch";
        yield return "from torch import nn";
        yield return isPickle
            ? $"state = torch.load({Quoted(file)})"
            : $"from safetensors.torch import load_file; state = load_file({Quoted(file)})";
        yield return "def load(module, name):";
        yield return "    module.load_state_dict({k[len(name):]: v for k, v in state.items() if k.startswith(name)}); "
            + "return module.eval()";
        for (int k = 0; k < Modules.Count; k++)
        {
            (string name, string module) = Modules[k];
            int comment = module.IndexOf(" #", StringComparison.Ordinal);
            (string made, string said) = comment < 0 ? (module, "") : (module[..comment], " " + module[comment..]);
            yield return FormattableString.Invariant(
                $"layer{k + 1} = load(nn.{made}, {Quoted(name.Length > 0 ? name + "." : "")}){said}");
        }
    }

    /// <summary>A text of Python: names come from files, and the lines are there to be run.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted = c is '"' or '\\' ? quoted.Append('\\').Append(c)
                : c is >= ' ' and <= '~' || char.IsLetterOrDigit(c) ? quoted.Append(c)
                : quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return quoted.Append('"').ToString();
    }
}
