using System.Reflection;
using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Tests.Safety;

internal sealed partial class HostileArguments
{
    /// <summary>A value by its constructor; the default where that refuses what was drawn.</summary>
    private object Made(Type type, bool bad)
    {
        ConstructorInfo? constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length);
        if (constructor is null || (bad && random.Next(4) == 0))
        {
            return Activator.CreateInstance(type)!;
        }

        ParameterInfo[] parameters = constructor.GetParameters();
        int worse = bad ? random.Next(parameters.Length) : -1;
        try
        {
            return constructor.Invoke([.. parameters.Select((p, k) => Of(p.ParameterType, p.Name!, k == worse))]);
        }
        catch (TargetInvocationException refused) when (refused.InnerException is ArgumentException)
        {
            return Activator.CreateInstance(type)!;
        }
    }

    /// <summary>
    /// A struct of tensors that belong to an LSTM with variants, if there is one among the arguments.
    /// </summary>
    private object Tensors(Type type, bool bad)
    {
        object made = Activator.CreateInstance(type)!;
        LstmVariantParameters? parameters = _arguments.Select(a => a.Value).OfType<LstmVariantParameters>()
            .FirstOrDefault();
        if (parameters is null || random.Next(3) == 0)
        {
            return made;
        }

        int slot = _arguments.Length + 3;
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.PropertyType == typeof(Tensor)))
        {
            Shape? shape =
                (typeof(LstmVariantParameters).GetProperty(property.Name)!.GetValue(parameters) as Parameter)?.Shape;
            if (bad && random.Next(3) == 0)
            {
                shape = new Shape(random.Next(20));
            }

            if (shape is { } known && random.Next(4) != 0 && slot < HostileMemory.Slots
                && known.Length <= HostileMemory.Longest)
            {
                property.SetValue(made, memory.Tensor(slot++, known, known.Length, default));
            }
        }

        return made;
    }
}
